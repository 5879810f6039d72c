import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { openBrowser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { adminOf, putRule } from "./acting.ts";

const SHUT = { mfa: "required", graceDays: 0 } as const;

onEmbedded("The admin of a tenant", (current) => {
  it("sets the rules of that tenant and of its roles, and they hold for it alone", async () => {
    const app = current();
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const admin = await adminOf(app, { tenantId: ours });
    const people = [ours, theirs].map((tenantId) => openBrowser(app, app.users.add({ tenantId, roles: ["clerk"] })));
    for (const person of people) await person.login();

    const tenant = await putRule(admin, `tenant:${ours}`, { mfa: "optional", graceDays: 1 });
    const role = await putRule(admin, `tenant:${ours}/role:clerk`, SHUT);
    const statuses = await Promise.all(people.map(async (person) => (await person.get("/protected")).status));

    expect([tenant.status, role.status]).to.deep.equal([200, 200]);
    expect(statuses).to.deep.equal([403, 200]);
  });

  it("sets no others: not the default, no role of all, no single user, no other tenant", async () => {
    const tenantId = randomUUID();
    const admin = await adminOf(current(), { tenantId });
    const { id } = admin.person;
    const others = ["default", "role:clerk", "tenant:other", "tenant:other/role:clerk"];
    const scopes = [...others, `user:${id}`, `user:${id}/tenant:${tenantId}`];

    const answers = [];
    for (const scope of scopes) {
      answers.push(await putRule(admin, scope, SHUT));
      answers.push(await admin.delete(`/api/v1/security/policies/${encodeURIComponent(scope)}`));
    }

    for (const answer of answers) expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-FORBIDDEN"]);
  });

  it("sees no others", async () => {
    const app = current();
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const admin = await adminOf(app, { tenantId: ours });
    for (const tenantId of [ours, theirs]) await app.mfa.policy.set({ tenantId, mfa: "optional" }, { by: "the test" });

    const { body } = await admin.get("/api/v1/security/policies");

    expect(body.policies.map(({ scope }: { scope: string }) => scope)).to.deep.equal([`tenant:${ours}`]);
  });

  it("tries rules on users of that tenant alone", async () => {
    const app = current();
    const tenantId = randomUUID();
    const admin = await adminOf(app, { tenantId });
    const people = [app.users.add({ tenantId }), app.users.add({ tenantId: randomUUID() }), app.users.add()];

    const answer = await admin.post("/api/v1/security/policies/simulate", {
      rules: [{ tenantId, ...SHUT }, SHUT],
      userIds: [...people.map(({ id }) => id), randomUUID()],
    });

    expect(answer.body).to.deep.include({ users: 1, lockedOut: 1 });
    expect(answer.body.affected.map(({ userId }: { userId: string }) => userId)).to.deep.equal([people[0]!.id]);
  });

  it("of no tenant sees and sets them all", async () => {
    const app = current();
    const tenantId = randomUUID();
    const admin = await adminOf(app);

    const set = await putRule(admin, `tenant:${tenantId}/role:a%2Fb`, { mfa: "optional" });
    const { body } = await admin.get("/api/v1/security/policies");

    expect(set.body.rule).to.deep.equal({ tenantId, role: "a/b", mfa: "optional" });
    expect(body.policies.map(({ scope }: { scope: string }) => scope)).to.include(`tenant:${tenantId}/role:a%2Fb`);
  });
});
