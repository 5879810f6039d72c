import { expect } from "chai";
import { codeFor } from "../support/authenticator.ts";
import { enrolledPerson, openBrowser } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("A pending sign-in is bound: it", (current) => {
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
