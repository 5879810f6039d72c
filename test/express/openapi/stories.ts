import type { Express } from "express";
import type { Response, Test } from "supertest";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { keyedPerson, keysIn, passkeySignIn, signInWithKey } from "../../support/keys.ts";
import { codeSentTo, someNumber } from "../../support/sent-codes.ts";
import { adminOf, helpWith, putRule } from "../../journeys/policy/acting.ts";
import { openLink, reset, tokenMailedTo } from "../../journeys/recovery/lost.ts";
import { guard, resumed, show, tiredPerson } from "../resume/keeping-app.ts";

const V1 = "/api/v1";

/** Whose second session is one too many. */
export const CAPPED = "capped";

/** A route of the app that is run again after a step-up. */
export function addResumable(app: Express): void {
  app.post("/resumable", guard, show);
}

/** What people do with the router: between them they make every call of it, and get what they want. */
export const STORIES: Readonly<Record<string, (app: TestApp) => Promise<void>>> = {
  "sets up, renames, tries out and removes an authenticator app": async (app) => {
    const person = await signedInPerson(app);
    await person.status().expect(200);
    const [{ id }] = (await person.get(`${V1}/mfa/methods`).expect(200)).body;
    await person.agent.patch(`${V1}/mfa/methods/${id}`).send({ name: "Phone" }).expect(200);
    await person.api("verify-password", { password: person.person.password }).expect(200);
    await person.api("backup-codes/regenerate").expect(200);
    await person.api("setup/totp?format=svg").expect(200);
    await person.delete(`${V1}/mfa/methods/${id}`).expect(200);
    await person.enroll();
    await person.api("disable").expect(200);
  },

  "has codes sent by SMS and e-mail": async (app) => {
    const person = await signedInPerson(app);
    const number = someNumber();
    await person.api("setup/sms", { phoneNumber: number }).expect(200);
    await person.api("verify/sms", { code: await codeSentTo(app, number) }).expect(200);
    await person.api("setup/email").expect(200);
    await person.api("verify/email", { code: await codeSentTo(app, person.person.email) }).expect(200);
    app.clock.travel(61);
    await person.api("challenge", { method: "sms" }).expect(200);
  },

  "uses a passkey at the second step and by itself": async (app) => {
    const person = await keyedPerson(app);
    await signInWithKey(person, person.key);
    await keysIn(person);
    await person.get(`${V1}/mfa/passkey/accepted`).expect(200);
    succeeded(await passkeySignIn(person.elsewhere(), person.key));
  },

  "uses a backup code, and takes back that all is lost": async (app) => {
    const person = await signedInPerson(app);
    const elsewhere = person.elsewhere();
    await elsewhere.login();
    await elsewhere.api("recovery").expect(200);
    await person.delete(`${V1}/mfa/recovery`).expect(200);
    await elsewhere.api("verify/backup", { code: person.backupCodes[0] }).expect(200);
  },

  "trusts browsers, and forgets them": async (app) => {
    const person = await signedInPerson(app);
    const trust = async (): Promise<string> => {
      app.clock.travel(30);
      const { body } = await person.api("verify", { method: "totp", code: person.code(), trustDevice: true });
      return body.trustedDevice.id as string;
    };
    const first = await trust();
    await person.get(`${V1}/mfa/trusted-devices`).expect(200);
    await person.delete(`${V1}/mfa/trusted-devices/${first}`).expect(200);
    await person.delete(`${V1}/mfa/trusted-devices`).expect(200);

    const admin = await adminOf(app);
    const second = await trust();
    await admin.get(`${V1}/security/devices/${person.person.id}`).expect(200);
    await admin.post(`${V1}/security/devices/${second}/revoke`).expect(200);
    const third = await trust();
    await admin.post(`${V1}/security/devices/${third}/compromised`, { reason: "Stolen" }).expect(200);
  },

  "looks at sessions, and ends them": async (app) => {
    const person = await signedInPerson(app);
    const [other, own] = await person.sessions();
    await person.get(`${V1}/sessions/stats`).expect(200);
    await person.get(`${V1}/sessions/health`).expect(200);
    await person.post(`${V1}/sessions/extend/${own!.id}`).expect(200);
    await person.delete(`${V1}/sessions/${other!.id}`).expect(200);
    await person.post(`${V1}/sessions/invalidate-all`).expect(200);
  },

  "chooses which session goes, where there is no room for another": async (app) => {
    const person = openBrowser(app, app.users.add({ roles: [CAPPED] }));
    await person.login();
    const elsewhere = person.elsewhere();
    const { challengeToken, sessions } = (await elsewhere.login().expect(409)).body;
    await elsewhere.post(`${V1}/sessions/replace`, { challengeToken, sessionId: sessions[0].id }).expect(200);
  },

  "goes on where a step-up stood in the way": async (app) => {
    const person = await tiredPerson(app);
    const answer = await resumed(person, person.post("/resumable", { amount: 5 }));
    succeeded(answer);
  },

  "is helped by two admins": async (app) => {
    const [lost, other] = [await enrolledPerson(app), await enrolledPerson(app)];
    const [admin, second] = [await adminOf(app), await adminOf(app)];
    await admin.get(`${V1}/security/users/${lost.person.id}`).expect(200);
    await reset(admin, lost.person).expect(200);
    await helpWith(second, lost.person, "reset-mfa/approve").expect(200);
    await helpWith(admin, lost.person, "enrollment-link").expect(200);
    await helpWith(admin, lost.person, "grace", { reason: "Ill", days: 3 }).expect(200);
    await helpWith(admin, lost.person, "unlock", { reason: "Typing errors" }).expect(200);
    await lost.login();
    await openLink(lost, await tokenMailedTo(app, lost.person)).expect(200);
    await helpWith(admin, lost.person, "sessions/invalidate-all").expect(200);

    await reset(admin, other.person).expect(200);
    await admin.delete(`${V1}/security/users/${other.person.id}/reset-mfa`).expect(200);
  },

  "asks what is known about them, and is forgotten": async (app) => {
    const [person, admin] = [await signedInPerson(app), await adminOf(app)];
    await person.get(`${V1}/mfa/export`).expect(200);
    await admin.get(`${V1}/security/events?limit=10&outcome=success`).expect(200);
    await admin.get(`${V1}/security/export/${person.person.id}`).expect(200);
    await admin.post(`${V1}/security/erase/${person.person.id}`, { reason: "Asked for it" }).expect(200);
  },

  "sets the policy, after having tried it out": async (app) => {
    const admin = await adminOf(app);
    const userIds = [admin.person.id, app.users.add({ roles: ["clerk"] }).id];
    const rules = [{ role: "clerk", mfa: "required", methods: ["totp"] }];
    await admin.post(`${V1}/security/policies/simulate`, { rules, userIds }).expect(200);
    await putRule(admin, "role:clerk", { mfa: "required", mode: "report-only", graceDays: 3, reason: "New" }).expect(
      200,
    );
    await admin.get(`${V1}/security/policies`).expect(200);
    await admin.get(`${V1}/security/metrics`).expect(200).expect("Content-Type", "text/plain; charset=utf-8");
    await admin.delete(`${V1}/security/policies/role%3Aclerk`).expect(200);
  },
};

/** Calls that anybody may make, in a way that is refused all the same. */
export const REFUSED: Readonly<Record<string, (browser: Browser) => Test>> = {
  "POST /mfa/passkey/options": (browser) => browser.api("passkey/options", { for: "me" }),
  // It was asked before, and once is all that this app allows.
  "GET /sessions/health": (browser) => browser.get(`${V1}/sessions/health`),
};

function succeeded({ status, text }: Response): void {
  if (status >= 300) throw new Error(`${status}: ${text}`);
}
