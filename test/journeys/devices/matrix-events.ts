import { expect } from "chai";
import type { Person } from "../../support/users.ts";
import type { Browser } from "../../support/browser.ts";
import { adminOf, type MatrixEvent, type World } from "./matrix-world.ts";
import { deviceCookies, loginFrom } from "./trusting.ts";

const change = (details: (world: World) => Partial<Person>): MatrixEvent["act"] => {
  return (world) => {
    world.app.users.change(world.here.person.id, details(world));
    return Promise.resolve();
  };
};

/** What an admin does, over HTTP. */
const byAdmin = (path: (world: World) => string, body: object): MatrixEvent["act"] => {
  return async (world) => {
    const admin = await adminOf(world);
    await admin.post(`/api/v1/security/${path(world)}`, body).expect(200);
  };
};

/** A rule that an admin sets. */
const rule = (scope: (world: World) => string): MatrixEvent => ({
  act: async (world) => {
    const admin = await adminOf(world);
    await admin.agent
      .put(`/api/v1/security/policies/${scope(world)}`)
      .send({ mfa: "required" })
      .expect(200);
  },
  takeBack: (world) => world.app.mfa.policy.remove(scope(world), { by: "the test" }),
});

/** Every event of the table, by its name there. Two more need stores of their own: they are in matrix.test.ts. */
export const EVENTS: Readonly<Record<string, MatrixEvent>> = {
  "password changed, by `credentialsChangedAt` alone": {
    act: change(({ app }) => ({ credentialsChangedAt: app.clock.now() })),
  },
  "password changed, with `mfa.users.credentialsChanged` and `keepCurrent`": {
    act: async ({ app, here }) => {
      const keepCurrent = (await here.sessions()).find(({ current }) => current)?.id;
      await app.mfa.users.credentialsChanged(here.person.id, { keepCurrent });
    },
  },
  "method added": {
    act: async ({ here }) => {
      await here.enroll("Second");
    },
  },
  "method removed": {
    prepare: async (person) => {
      await person.login();
      await person.verify().expect(200);
      await person.enroll("Second");
    },
    act: async ({ here, methodId }) => {
      await here.delete(`/api/v1/mfa/methods/${methodId}`).expect(200);
    },
  },
  "MFA turned off": {
    act: async ({ here }) => {
      await here.api("disable").expect(200);
    },
  },
  "backup codes made anew": {
    act: async ({ here }) => {
      await here.api("backup-codes/regenerate").expect(200);
    },
  },
  "backup code used": {
    act: async ({ here, backupCodes }) => {
      const fresh = here.elsewhere();
      await fresh.login();
      await fresh.api("verify/backup", { code: backupCodes[0] }).expect(200);
    },
  },
  "reset by an admin": { act: byAdmin(({ here }) => `users/${here.person.id}/reset-mfa`, { reason: "phone lost" }) },
  "recovery carried out": { act: recover },
  "policy changed, with another rule for this user": rule(({ here }) => `user:${here.person.id}`),
  "policy changed, for others": rule(({ here }) => `role:not-${here.person.id}`),
  "role gained, with another rule": { act: change(() => ({ roles: ["auditor"] })) },
  "trust revoked by its user": {
    act: async ({ here, trust }) => {
      await here.delete(`/api/v1/mfa/trusted-devices/${trust.id}`).expect(200);
    },
  },
  "trust revoked by an admin": { act: byAdmin(({ trust }) => `devices/${trust.id}/revoke`, { reason: "lost" }) },
  "device marked compromised": { act: byAdmin(({ trust }) => `devices/${trust.id}/compromised`, { reason: "stolen" }) },
  "used token shown again": {
    act: async ({ app, here }) => {
      const Cookie = deviceCookies(here).join("; ");
      await here.login();
      app.clock.travel(31);
      await loginFrom(app, here.person, { Cookie });
    },
  },
  "signed out": {
    act: async ({ here }) => {
      await here.post("/logout").expect(200);
    },
  },
  "another session ended by its user": {
    act: async ({ here, other }) => {
      const id = (await other.sessions()).find(({ current }) => current)?.id ?? "";
      await here.delete(`/api/v1/sessions/${id}`).expect(200);
    },
  },
  "all other sessions ended by their user": {
    act: async ({ here }) => {
      await here.post("/api/v1/sessions/invalidate-all").expect(200);
    },
  },
  "account disabled": {
    act: change(() => ({ isDisabled: true })),
    afterwards: ({ app, here }) => {
      app.users.change(here.person.id, { isDisabled: false });
    },
  },
};

/** Its hour must pass, in which everybody stays signed in. */
async function recover({ app, here, other }: World): Promise<Partial<World>> {
  const asking = here.elsewhere();
  await asking.login();
  await asking.post("/api/v1/mfa/recovery").expect(200);
  app.clock.travel(1800);
  expect([await here.isIn(), await other.isIn()]).to.deep.equal([true, true]);
  app.clock.travel(1790);
  const pending: Browser = here.elsewhere();
  await pending.login();
  expect([await here.isIn(), await other.isIn()]).to.deep.equal([true, true]);
  app.clock.travel(30);
  await app.mfa.admin.settle();
  return { pending };
}
