import { expect } from "chai";
import type { PolicyRule } from "@sallyport/core";
import { MfaError } from "@sallyport/core";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import { adminOf, forgetRules, putRule, setRule } from "./acting.ts";

const ROLES = ["stored-clerk", "stored-officer"];
const NOW = { mfa: "required", graceDays: 0 } as const;

const WRONG: readonly (readonly [string, object])[] = [
  ["mfa", { role: "stored-clerk" }],
  ["mfa", { role: "stored-clerk", mfa: "sometimes" }],
  ["methods", { role: "stored-clerk", mfa: "required", methods: [] }],
  ["methods", { role: "stored-clerk", mfa: "required", methods: ["backup_code"] }],
  ["methods", { role: "stored-clerk", mfa: "required", methods: ["webauthn"] }],
  ["methods.0", { role: "stored-clerk", mfa: "required", methods: ["carrier pigeon"] }],
  ["graceDays", { role: "stored-clerk", mfa: "required", graceDays: -1 }],
  ["graceDays", { role: "stored-clerk", mfa: "required", graceDays: 1.5 }],
  ["mayDisable", { role: "stored-clerk", mfa: "required", mayDisable: "no" }],
  ["mode", { role: "stored-clerk", mfa: "required", mode: "dry-run" }],
  ["sms", { role: "stored-clerk", mfa: "required", sms: true }],
];

onEveryStack(
  "A rule that is set while the app runs",
  (current) => {
    afterEach(() => forgetRules(current(), ROLES));

    it("holds from the next request on, in code and over HTTP, and no longer once it is removed", async () => {
      const app = current();
      const admin = await adminOf(app);
      const clerk = openBrowser(app, app.users.add({ roles: ["stored-clerk"] }));
      await clerk.login();
      const statuses = [(await clerk.get("/protected")).status];

      await setRule(app, { role: "stored-clerk", ...NOW });
      statuses.push((await clerk.get("/protected")).status);
      await putRule(admin, "role:stored-clerk", { mfa: "optional" }).expect(200);
      statuses.push((await clerk.get("/protected")).status);
      await putRule(admin, "role:stored-clerk", NOW).expect(200);
      statuses.push((await clerk.get("/protected")).status);
      await admin.delete("/api/v1/security/policies/role%3Astored-clerk").expect(200);
      statuses.push((await clerk.get("/protected")).status);

      expect(statuses).to.deep.equal([200, 403, 200, 403, 200]);
    });

    it("takes the place of the one in code, which holds again once it is removed", async () => {
      const app = current();
      const admin = await adminOf(app);
      const officer = openBrowser(app, app.users.add({ roles: ["stored-officer"] }));
      await officer.login();
      const statuses = [(await officer.get("/protected")).status];

      await putRule(admin, "role:stored-officer", { mfa: "off" }).expect(200);
      statuses.push((await officer.get("/protected")).status);
      await admin.delete("/api/v1/security/policies/role%3Astored-officer").expect(200);
      statuses.push((await officer.get("/protected")).status);

      expect(statuses).to.deep.equal([403, 200, 403]);
    });

    it("is kept with who has set it, when and why, and recorded; a second one is its second version", async () => {
      const app = current();
      const admin = await adminOf(app);

      const first = await putRule(admin, "role:stored-clerk", { ...NOW, reason: "Audit finding 12" });
      const second = await putRule(admin, "role:stored-clerk", { mfa: "optional" });

      const { id } = admin.person;
      expect(first.body).to.deep.include({
        scope: "role:stored-clerk",
        version: 1,
        updatedBy: id,
        reason: "Audit finding 12",
      });
      expect(first.body.rule).to.deep.equal({ role: "stored-clerk", ...NOW });
      expect(second.body).to.deep.include({ version: 2, reason: null });
      const [event] = app.events.filter(({ type, actorId }) => type === "policy_changed" && actorId === id);
      expect(event).to.deep.include({ reason: "Audit finding 12" });
      expect(event?.data).to.deep.include({ scope: "role:stored-clerk", rule: JSON.stringify(first.body.rule) });
    });

    it("is listed for admins, with the rule that holds for whoever asks", async () => {
      const app = current();
      const admin = await adminOf(app);
      await setRule(app, { role: "stored-clerk", mfa: "required" });

      const { body } = await admin.get("/api/v1/security/policies");

      expect(body.policies.map(({ scope }: { scope: string }) => scope)).to.include("role:stored-clerk");
      expect(body.effective).to.deep.include({ mfa: "optional", scope: "default", graceDays: 7, mayDisable: false });
    });

    it("is set by somebody: code that does not say who is refused", async () => {
      const { policy } = current().mfa;

      const set = await policy.set({ role: "stored-clerk", ...NOW }, { by: " " }).catch(String);
      const removed = await policy.remove("role:stored-clerk", { by: "" }).catch(String);

      expect([set, removed]).to.deep.equal([
        "TypeError: say who: the name goes into the record",
        "TypeError: say who: the name goes into the record",
      ]);
    });

    it("that is not there can't be removed", async () => {
      const admin = await adminOf(current());

      const answer = await admin.delete("/api/v1/security/policies/role%3Astored-nobody");

      expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    });
  },
  { sallyport: { policy: [{ mfa: "optional" }, { role: "stored-officer", ...NOW }] } },
);

onEmbedded("A rule that is none", (current) => {
  let admin: Browser | undefined;

  for (const [field, rule] of WRONG)
    it(`is refused with the name of what is wrong, ${field}: ${JSON.stringify(rule)}`, async () => {
      const app = current();
      const { role: _role, ...body } = rule as PolicyRule;
      admin ??= await adminOf(app);

      const overHttp = await putRule(admin, "role:stored-clerk", body);
      const inCode = await app.mfa.policy.set(rule as PolicyRule, { by: "the test" }).catch((error: unknown) => error);

      expect([overHttp.status, overHttp.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
      expect(overHttp.body.errors[0].field).to.equal(field);
      expect(inCode).to.be.an.instanceOf(MfaError).with.property("code", "ERR-VALIDATION");
      expect((inCode as MfaError).members["errors"]).to.have.nested.property("0.field", field);
      expect((await app.mfa.policy.list()).map(({ scope }) => scope)).not.to.include("role:stored-clerk");
    });
});
