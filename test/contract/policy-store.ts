import type { PolicyRule, StoredRule } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";

export function describePolicyStore(name: string, current: () => OpenStores): void {
  describe(`PolicyStore on ${name}`, () => {
    let role = "";
    beforeEach(() => (role = `o'Brien ${randomUUID()}`));
    // Nobody else on this database should live by them.
    afterEach(async () => {
      for (const { scope } of await own()) await current().stores.policies.remove(scope);
    });

    const own = async (): Promise<readonly StoredRule[]> =>
      (await current().stores.policies.list()).filter(({ scope }) => scope.includes(role));
    const put = (rule: PolicyRule, scope = `role:${role}`): Promise<StoredRule> =>
      current().stores.policies.put({ scope, rule, updatedBy: "ada", reason: "audit 🦉" });

    it("keeps a rule with every word that a rule has", async () => {
      const rule: Required<PolicyRule> = {
        ...{ role, tenantId: "acme", userId: "42", mfa: "required", methods: ["webauthn", "backup_code"] },
        ...{ graceDays: 0, mayDisable: false, mode: "report-only" },
      };

      const stored = await put(rule);

      expect(stored).to.deep.include({ scope: `role:${role}`, rule, version: 1, updatedBy: "ada", reason: "audit 🦉" });
      expect(await own()).to.deep.equal([stored]);
    });

    it("counts versions, and keeps of each rule the newest, who put it and when", async () => {
      const { stores, clock } = current();
      const first = await put({ mfa: "off", graceDays: 3 });
      clock.travel(3600);

      const next = { scope: first.scope, rule: { mfa: "required" }, updatedBy: "bob", reason: null } as const;
      const second = await stores.policies.put(next);

      expect(second).to.deep.include({ ...next, version: 2 });
      expect(second.updatedAt.getTime() - first.updatedAt.getTime()).to.be.within(3_600_000, 3_660_000);
      expect(await own()).to.deep.equal([second]);
    });

    it("gives each of 20 parallel changes a version of its own", async () => {
      const stored = await Promise.all(Array.from({ length: 20 }, () => put({ mfa: "required" })));

      const versions = stored.map(({ version }) => version).sort((a, b) => a - b);

      expect(versions).to.deep.equal(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it("lists rules by scope", async () => {
      for (const scope of [`user:${role}`, `role:${role}`, `tenant:Z/role:${role}`, `tenant:a/role:${role}`])
        await put({ mfa: "required" }, scope);

      const scopes = (await own()).map(({ scope }) => scope);

      expect(scopes)
        .to.deep.equal([...scopes].sort())
        .and.to.have.lengthOf(4);
    });

    it("removes a rule once, and no other", async () => {
      const { policies } = current().stores;
      const [gone, kept] = [await put({ mfa: "off" }), await put({ mfa: "off" }, `user:${role}`)];

      const removed = [await policies.remove(gone.scope), await policies.remove(gone.scope)];

      expect(removed).to.deep.equal([true, false]);
      expect(await own()).to.deep.equal([kept]);
    });

    it("refuses a rule that it could not read, and still reads the others", async () => {
      const kept = await put({ mfa: "off" });
      const wrong = { mfa: "required", untilFurtherNotice: true } as unknown as PolicyRule;

      const error: unknown = await put(wrong).catch((refusal: unknown) => refusal);

      expect(String(error)).to.include("untilFurtherNotice");
      expect(await own()).to.deep.equal([kept]);
    });
  });
}
