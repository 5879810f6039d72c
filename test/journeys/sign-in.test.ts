import { expect } from "chai";
import { enrolledPerson, openBrowser } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("Signing in", (current) => {
  it("lets a person without a second factor in with the password, as the policy allows", async () => {
    const browser = openBrowser(current());

    const answer = await browser.login();

    expect(answer.body).to.have.all.keys("mfaRequired", "sessionId").and.include({ mfaRequired: false });
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
});
