import { expect } from "chai";
import { enrolledPerson, signedInPerson } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

const HOUR = 3600;

onEveryStack("A clock that is put wrong", (current) => {
  for (const seconds of [-HOUR, HOUR, -30 * 86_400])
    it(`by ${String(seconds)} seconds brings no used code back, and no error of ours`, async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const used = browser.code();
      const other = browser.elsewhere();
      await other.login();

      app.clock.skew(seconds);
      const answers = [
        await browser.get("/protected"),
        await other.verify(used),
        await other.login(),
        await other.verify(used),
      ];
      app.clock.skew(-seconds);

      for (const answer of answers) expect(answer.status).to.be.oneOf([200, 401]);
      expect((await other.verify(used)).status).to.equal(401);
      expect(await other.isIn()).to.equal(false);
    });

  it("ends no wait: that is the database's to say", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await browser.login();
    for (let guess = 0; guess < 5; guess += 1) await browser.verify(browser.wrongCode());
    app.clock.skew(HOUR);
    await browser.login();

    const answer = await browser.verify();

    app.clock.skew(-HOUR);
    expect(answer.status).to.equal(429);
  });

  it("gives no freshness to a proof from the future", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    app.clock.skew(-HOUR);

    const answer = await browser.api("setup/totp");

    app.clock.skew(HOUR);
    expect(answer.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
  });
});
