import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson, type Browser } from "../support/browser.ts";
import { onEmbedded, onEveryStack } from "../support/stacks.ts";
import { adminOf, anew } from "../journeys/policy/acting.ts";
import { call, routerCalls, type RouterCall } from "../journeys/policy/router-calls.ts";

/** What a good call looks like, so that only the caller or the odd thing in it is wrong. */
const BODIES: Readonly<Record<string, object>> = {
  "POST /security/users/:userId/reset-mfa": { reason: "Lost phone" },
  "POST /security/users/:userId/unlock": { reason: "Typing errors" },
  "POST /security/users/:userId/grace": { reason: "On leave", days: 3 },
  "POST /security/erase/:userId": { reason: "Asked for it" },
  "POST /security/devices/:id/compromised": { reason: "Stolen" },
  "POST /security/policies/simulate": { rules: [{ mfa: "optional" }], userIds: ["nobody"] },
  "PUT /security/policies/:scope": { mfa: "optional" },
};

/** What everybody may ask of themselves, and nobody of others. */
const OWN = "GET /security/devices/:userId";

const calls = routerCalls().filter(({ path }) => path.startsWith("/security/"));
const changing = calls.filter(({ method }) => method === "post" || method === "put");

function make(browser: Browser, each: RouterCall, ids: Readonly<Record<string, string>>): ReturnType<typeof call> {
  const test = call(browser, each, { scope: `user:${randomUUID()}`, ...ids });
  return each.method === "get" ? test : test.send(BODIES[each.name] ?? {});
}

/** The handle of a device that somebody trusts. */
async function trustedDeviceOf(app: TestApp): Promise<string> {
  const user = await signedInPerson(app);
  app.clock.travel(30);
  const { body } = await user.api("verify", { method: "totp", code: user.code(), trustDevice: true }).expect(200);
  return body.trustedDevice.id as string;
}

onEmbedded("The calls for admins", (current) => {
  it("are all in these tables", () => {
    expect(calls.length).to.be.greaterThan(14);
    expect(Object.keys(BODIES).filter((name) => !calls.some((each) => each.name === name))).to.deep.equal([]);
    expect(calls.filter(({ caller }) => caller !== "admin").map(({ name }) => name)).to.deep.equal([OWN]);
  });

  for (const each of calls)
    it(`${each.name} is shut to everybody but an admin with a fresh second factor`, async () => {
      const app = current();
      const nobody = openBrowser(app);
      const pending = await enrolledPerson(app, { roles: ["admin"] });
      const without = openBrowser(app, app.users.add({ roles: ["admin"] }));
      await without.login();
      const user = await signedInPerson(app);
      const stale = await adminOf(app);
      app.clock.travel(301);
      await pending.login();

      const answers = [];
      for (const browser of [nobody, pending, without, user, stale])
        answers.push(await make(browser, each, { userId: app.users.add().id }));

      expect(answers.map(({ status, body }): unknown[] => [status, body.code])).to.deep.equal([
        [401, "ERR-UNAUTHENTICATED"],
        [401, "ERR-MFA-REQUIRED"],
        [403, "ERR-MFA-ENROLLMENT-REQUIRED"],
        [403, "ERR-FORBIDDEN"],
        [401, "ERR-MFA-STEP-UP-REQUIRED"],
      ]);
      for (const { headers } of answers) expect(headers["content-type"]).to.match(/^application\/problem\+json/);
    });
});

onEmbedded(
  "An admin who calls with something odd in it",
  (current) => {
    let signedIn: Browser | undefined;
    let device: string | undefined;
    const admin = async (): Promise<Browser> => (signedIn ??= await adminOf(current()));
    const ids = async (): Promise<Readonly<Record<string, string>>> => {
      device ??= await trustedDeviceOf(current());
      return { scope: "role:odd", userId: current().users.add().id, id: device };
    };

    for (const each of changing)
      it(`is told which field is unknown: ${each.name}`, async () => {
        const body = { ...BODIES[each.name], admin: true };

        const answer = await call(await admin(), each, await ids()).send(body);

        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        expect(answer.body.errors).to.deep.equal([{ field: "admin", message: "unknown field" }]);
      });

    for (const each of changing)
      for (const body of ["[]", '"text"', "null", "{", "1"])
        it(`is never answered with an error of the server: ${each.name} with ${body}`, async () => {
          const test = call(await admin(), each, await ids());

          const answer = await test.set("Content-Type", "application/json").send(body);

          expect(answer.status).to.be.oneOf(BODIES[each.name] ? [400] : [200, 400, 404]);
        });

    for (const each of calls.filter(({ path }) => path.includes(":")))
      it(`finds nothing under an id that can't be one: ${each.name}`, async () => {
        const browser = await admin();
        const odd = ["-1", "..%2F..", "1 OR 1=1", "*", "\u0000", "x".repeat(800), "ünïcødé", "role:", "role:a/role:b"];

        const answers = [];
        for (const id of odd) answers.push(await make(browser, each, { userId: id, id, scope: id }));
        const raw = await browser.agent[each.method](`/api/v1${each.path.replace(/:\w+/, "%E0%A4")}`).send({});

        for (const [index, { status, body }] of [...answers, raw].entries())
          expect([status, body.code], odd[index]).to.deep.equal([404, "ERR-NOT-FOUND"]);
      });

    it("finds no scope that is written in another way than the rules are listed with", async () => {
      const browser = await admin();
      const scopes = [
        "Default",
        "default/role:x",
        "role:x/tenant:y",
        "tenant:",
        "role:a b",
        "role:%E0%A4",
        "group:x",
        "user",
      ];

      for (const scope of scopes) {
        const answer = await browser.agent
          .put(`/api/v1/security/policies/${encodeURIComponent(scope)}`)
          .send({ mfa: "optional" });
        expect(answer.status, scope).to.equal(404);
      }
    });
  },
  { middlewares: [trustedDevice()] },
);

onEveryStack(
  "An admin",
  (current) => {
    it("reads how a user stands, without anything that lets anybody in", async () => {
      const app = current();
      const user = await signedInPerson(app);
      const admin = await adminOf(app);

      const { body, status } = await admin.get(`/api/v1/security/users/${user.person.id}`);

      expect(status).to.equal(200);
      expect(body).to.deep.include({ userId: user.person.id, tenantId: null, enabled: true, recovery: null });
      expect(body.methods.map(({ id, type }: { id: string; type: string }) => [id, type])).to.deep.equal([
        [user.methodId, "totp"],
      ]);
      expect(body.backupCodes).to.include({ remaining: 10 });
      expect(body.policy).to.deep.equal({ mfa: "optional", scope: "default" });
      expect(body.sessions).to.have.lengthOf(2);
      const secret = new URL(user.otpauthUrl()).searchParams.get("secret") ?? "";
      expect(JSON.stringify(body))
        .not.to.include(secret)
        // An address is told to be the same by its keyed hash.
        .and.not.to.match(/sealed|token|(?<!ip)hash/i);
    });

    it("lets a user guess again, and ends their sessions", async () => {
      const app = current();
      const user = await signedInPerson(app);
      const waiting = user.elsewhere();
      await waiting.login();
      for (let guess = 0; guess < 5; guess += 1) await waiting.verify(waiting.wrongCode());
      await waiting.login();
      const locked = await waiting.verify();
      const admin = await adminOf(app);
      const path = `/api/v1/security/users/${user.person.id}`;

      const unlocked = await admin.post(`${path}/unlock`, { reason: "Called us" });
      const again = await anew(app, user);
      const ended = await admin.post(`${path}/sessions/invalidate-all`);

      expect([locked.status, unlocked.status]).to.deep.equal([429, 200]);
      expect(ended.body).to.deep.equal({ ended: 3 });
      expect([await user.isIn(), await again.isIn()]).to.deep.equal([false, false]);
    });

    it("sees the devices of others, who see their own alone", async () => {
      const app = current();
      const [user, other] = [await signedInPerson(app), await signedInPerson(app)];
      app.clock.travel(30);
      await user.api("verify", { method: "totp", code: user.code(), trustDevice: true }).expect(200);
      const path = `/api/v1/security/devices/${user.person.id}`;
      const admin = await adminOf(app);

      const answers = [await admin.get(path), await user.get(path), await other.get(path)];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 403]);
      expect(answers[0]!.body).to.have.lengthOf(1);
    });
  },
  { middlewares: [trustedDevice()] },
);
