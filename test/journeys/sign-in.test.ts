import { expect } from "chai";
import { codeFor } from "../support/authenticator.ts";
import { enrolledPerson, openBrowser } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("Signing in", (current) => {
  it("lets a person without a second factor in with the password, as the policy allows", async () => {
    const browser = openBrowser(current());

    const answer = await browser.login();

    expect(answer.body).to.deep.equal({ mfaRequired: false });
    expect(await browser.isIn()).to.equal(true);
  });

  it("opens nothing with the password alone once there is a second factor", async () => {
    const browser = await enrolledPerson(current());

    const answer = await browser.login();

    expect(answer.body).to.include({ mfaRequired: true, preferredMethod: "totp" });
    expect(answer.body.methods.map(({ type }: { type: string }) => type)).to.deep.equal(["totp", "backup_code"]);
    expect(answer.body).not.to.have.property("challengeToken");
    const guarded = await browser.get("/protected");
    expect(guarded.status).to.equal(401);
    expect(guarded.body).to.include({ code: "ERR-MFA-REQUIRED", status: 401 });
  });

  it("lets the person in with a code of their app, and says by what", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();

    const answer = await browser.verify();

    expect(answer.status).to.equal(200);
    expect(answer.body).to.deep.equal({ verified: true, amr: ["pwd", "otp", "mfa"] });
    expect((await browser.get("/protected")).body).to.deep.include({ id: browser.person.id, acr: "aal2" });
  });

  it("takes a code with the space that people read into it", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    const code = browser.code();

    const answer = await browser.verify(`${code.slice(0, 3)} ${code.slice(3)}`);

    expect(answer.status).to.equal(200);
  });

  for (const [seconds, accepted] of [
    [-60, false],
    [-30, true],
    [0, true],
    [30, true],
    [60, false],
  ] as const)
    it(`${accepted ? "takes" : "refuses"} the code of ${String(seconds)} seconds from now`, async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      const answer = await browser.verify(browser.code(seconds));

      expect(answer.status).to.equal(accepted ? 200 : 401);
    });

  it("takes a code once: the second browser with the same one stays out", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const other = browser.elsewhere();
    await browser.login();
    await other.login();
    const code = browser.code();

    const first = await browser.verify(code);
    const second = await other.verify(code);

    expect([first.status, second.status]).to.deep.equal([200, 401]);
    expect(await other.isIn()).to.equal(false);
    expect(app.events.find(({ reason }) => reason === "used_already")).to.include({ userId: browser.person.id });
  });

  it("moves only forward: an older unused code is refused after a newer one", async () => {
    const browser = await enrolledPerson(current());
    const other = browser.elsewhere();
    await browser.login();
    await other.login();
    const [older, newer] = [browser.code(0), browser.code(30)];

    const first = await browser.verify(newer);
    const second = await other.verify(older);
    const third = await other.verify(newer);

    expect([first.status, second.status, third.status]).to.deep.equal([200, 401, 401]);
  });

  it("refuses a code at the step-up that signed in", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    const code = browser.code();
    await browser.verify(code);

    const answer = await browser.verify(code);

    expect(answer.status).to.equal(401);
  });

  it("ends the pending sign-in after five wrong codes", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    const remaining = [];
    for (let guess = 0; guess < 5; guess += 1)
      remaining.push((await browser.verify(browser.wrongCode())).body.attemptsRemaining);
    app.clock.travel(31);

    const answer = await browser.verify();

    expect(remaining).to.deep.equal([4, 3, 2, 1, 0]);
    expect(answer.body.code).to.equal("ERR-MFA-CHALLENGE-INVALID");
    expect(await browser.isIn()).to.equal(false);
  });

  it("ends the pending sign-in after five minutes", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    app.clock.travel(301);

    const answer = await browser.verify();

    expect(answer.status).to.equal(401);
    expect(answer.body.code).to.equal("ERR-MFA-CHALLENGE-INVALID");
  });

  it("refuses a code from a browser that gave no password", async () => {
    const app = current();
    const browser = await enrolledPerson(app);

    const answer = await browser.verify();

    expect(answer.status).to.equal(401);
    expect(answer.body.code).to.equal("ERR-UNAUTHENTICATED");
  });

  it("changes the session id at each rise, and the old ids are dead", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const cookie = (response: { headers: Record<string, unknown> }): string =>
      String(response.headers["set-cookie"]).split(";")[0] ?? "";
    const planted = cookie(await browser.login());

    const risen = cookie(await browser.verify());

    const old = await openBrowser(app).agent.get("/protected").set("Cookie", planted);
    expect(risen).not.to.equal(planted);
    expect(old.status).to.equal(401);
    expect(old.body.code).to.equal("ERR-UNAUTHENTICATED");
  });

  it("signs out for good", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    const cookie = String((await browser.verify()).headers["set-cookie"]).split(";")[0] ?? "";

    await browser.post("/logout");

    const replay = await openBrowser(app).agent.get("/protected").set("Cookie", cookie);
    expect(await browser.isIn()).to.equal(false);
    expect(replay.status).to.equal(401);
  });

  it("lets one user's code not finish another user's sign-in", async () => {
    const app = current();
    const [mine, theirs] = [await enrolledPerson(app), await enrolledPerson(app)];
    await theirs.login();

    const answer = await theirs.verify(mine.code());

    expect(answer.status).to.equal(401);
    expect(await theirs.isIn()).to.equal(false);
  });

  it("refuses the second step when the password has changed since the first", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    app.users.change(browser.person.id, { credentialsChangedAt: app.clock.now() });

    const answer = await browser.verify();

    expect(answer.body.code).to.equal("ERR-MFA-CHALLENGE-INVALID");
  });

  it("refuses the second step, and every session, of an account that was disabled since", async () => {
    const app = current();
    const [pending, full] = [await enrolledPerson(app), await enrolledPerson(app)];
    await full.login();
    await full.verify();
    await pending.login();
    for (const { person } of [pending, full]) app.users.change(person.id, { isDisabled: true });

    const answer = await pending.verify();

    expect(answer.status).to.equal(401);
    expect(await full.isIn()).to.equal(false);
  });

  it("refuses a code of an app that was removed since the first step", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const owner = browser.elsewhere();
    await owner.login();
    await owner.verify();
    await browser.login();
    await owner.agent.delete(`/api/v1/mfa/methods/${browser.methodId}`);
    app.clock.travel(30);

    const answer = await browser.verify();

    expect(answer.status).to.equal(401);
    expect(await browser.isIn()).to.equal(false);
  });

  it("hands clients without cookies a token that only the second step takes", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const login = await openBrowser(app).post("/login", { ...credentials(browser.person), transport: "token" });
    const { challengeToken } = login.body as { challengeToken: string };
    const code = codeFor(browser.otpauthUrl(), app.clock.now());

    const asBearer = await openBrowser(app).agent.get("/protected").set("Authorization", `Bearer ${challengeToken}`);
    const answer = await openBrowser(app).api("verify", { method: "totp", code, challengeToken });
    const again = await openBrowser(app).api("verify", { method: "totp", code, challengeToken });

    expect(challengeToken).to.match(/^[\w-]{43}$/);
    expect(login.headers).not.to.have.property("set-cookie");
    expect(asBearer.status).to.equal(401);
    expect(answer.status).to.equal(200);
    expect(again.body.code).to.equal("ERR-MFA-CHALLENGE-INVALID");
  });

  it("refuses what a session keeps of its challenge when it is sent as a token", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();

    const answer = await openBrowser(app).api("verify", {
      method: "totp",
      code: browser.code(),
      challengeToken: "A".repeat(43),
    });

    expect(answer.body.code).to.equal("ERR-MFA-CHALLENGE-INVALID");
  });
});

function credentials({ email, password }: { email: string; password: string }): { email: string; password: string } {
  return { email, password };
}
