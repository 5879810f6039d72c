import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

const CALLS = [
  ["get", "status"],
  ["get", "methods"],
  ["patch", `methods/${randomUUID()}`],
  ["delete", `methods/${randomUUID()}`],
  ["post", "setup/totp"],
  ["post", "verify/totp"],
  ["post", "verify-password"],
  ["post", "setup/sms"],
  ["post", "verify/sms"],
  ["post", "setup/email"],
  ["post", "verify/email"],
  ["post", "backup-codes/regenerate"],
  ["post", "disable"],
] as const;

onEveryStack("Managing methods", (current) => {
  for (const [method, path] of CALLS)
    it(`is closed to a pending sign-in: ${method.toUpperCase()} /mfa/${path.replace(/[0-9a-f-]{36}/, ":id")}`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answer = await browser.agent[method](`/api/v1/mfa/${path}`).send(method === "get" ? undefined : {});

      expect(answer.status).to.equal(401);
      expect(answer.body.code).to.equal("ERR-MFA-REQUIRED");
    });

  for (const [method, path] of CALLS)
    it(`is closed to nobody in particular: ${method.toUpperCase()} /mfa/${path.replace(/[0-9a-f-]{36}/, ":id")}`, async () => {
      const answer = await openBrowser(current())
        .agent[method](`/api/v1/mfa/${path}`)
        .send(method === "get" ? undefined : {});

      expect(answer.status).to.equal(401);
      expect(answer.body.code).to.equal("ERR-UNAUTHENTICATED");
    });

  it("renames a method and makes it the preferred one", async () => {
    const browser = await signedInPerson(current());

    const answer = await browser.agent
      .patch(`/api/v1/mfa/methods/${browser.methodId}`)
      .send({ name: "Ada's phone", preferred: true });

    const { body } = await browser.get("/api/v1/mfa/methods");
    expect(answer.status).to.equal(200);
    expect(body[0]).to.include({ id: browser.methodId, name: "Ada's phone", preferred: true });
  });

  it("answers a stranger's id as one that is not there, and changes nothing", async () => {
    const app = current();
    const [mine, theirs] = [await signedInPerson(app), await signedInPerson(app)];

    const answers = await Promise.all(
      [mine.methodId, randomUUID()].flatMap((id) => [
        theirs.agent.delete(`/api/v1/mfa/methods/${id}`),
        theirs.agent.patch(`/api/v1/mfa/methods/${id}`).send({ name: "x" }),
      ]),
    );

    for (const answer of answers) expect([answer.status, answer.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
    expect((await mine.status()).body.methods).to.have.lengthOf(1);
  });

  for (const id of ["-1", "1e9", "..%2F", "1%20OR%201=1", "*", "%00", "%E0%A4"])
    it(`answers the id ${id} as one that is not there`, async () => {
      const browser = await signedInPerson(current());

      const answer = await browser.agent.delete(`/api/v1/mfa/methods/${id}`);

      expect(answer.status).to.equal(404);
    });

  it("turns MFA off with a code in the same call, when the sign-in is old", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.travel(301);

    const without = await browser.api("disable");
    const wrong = await browser.api("disable", { code: browser.wrongCode() });
    const right = await browser.api("disable", { code: browser.code() });

    expect([without.body.code, wrong.body.code]).to.deep.equal(["ERR-MFA-STEP-UP-REQUIRED", "ERR-MFA-INVALID"]);
    expect(right.status).to.equal(200);
    expect((await browser.elsewhere().login()).body.mfaRequired).to.equal(false);
  });

  it("has nothing to turn off where nothing is on", async () => {
    const browser = openBrowser(current());
    await browser.login();

    const answer = await browser.api("disable");

    expect([answer.status, answer.body.code]).to.deep.equal([409, "ERR-MFA-NOT-ENABLED"]);
  });
});

onEveryStack(
  "Where other sessions stay when methods change,",
  (current) => {
    it("a session from before MFA was turned on, elsewhere, is asked for the second factor", async () => {
      const app = current();
      const before = openBrowser(app);
      await before.login();
      const owner = before.elsewhere();
      await owner.login();
      await owner.enroll();

      const answer = await before.get("/protected");

      expect(answer.status).to.equal(401);
      expect(answer.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
    });
  },
  { sallyport: { sessions: { endOthersOnChange: false } } },
);

onEveryStack(
  "The last method of somebody who must have one",
  (current) => {
    it("stays, whichever way it is to go", async () => {
      const browser = await signedInPerson(current(), { roles: ["admin"] });

      const answers = [
        await browser.agent.delete(`/api/v1/mfa/methods/${browser.methodId}`),
        await browser.api("disable"),
        await browser.api("disable", { methodType: "totp" }),
      ];

      for (const answer of answers)
        expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-MFA-ADMIN-REQUIRED"]);
      expect((await browser.status()).body).to.include({ enabled: true, required: true });
    });

    it("stays when two are removed at once", async () => {
      const app = current();
      const browser = await signedInPerson(app, { roles: ["admin"] });
      app.clock.travel(60);
      const second = await browser.enroll("Tablet");

      const answers = await Promise.all(
        [browser.methodId, second.methodId].map((id) => browser.agent.delete(`/api/v1/mfa/methods/${id}`)),
      );

      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 403]);
      expect((await browser.status()).body.methods).to.have.lengthOf(1);
    });

    it("is demanded of those who have none", async () => {
      const browser = openBrowser(current(), current().users.add({ roles: ["admin"] }));
      const login = await browser.login();

      const answer = await browser.get("/protected");

      expect(login.body).to.deep.include({ mfaRequired: false });
      expect(login.body.enrollment).to.include({ required: true, policyScope: "role:admin" });
      expect([answer.status, answer.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
    });
  },
  { sallyport: { policy: [{ mfa: "optional" }, { role: "admin", mfa: "required", graceDays: 0 }] } },
);
