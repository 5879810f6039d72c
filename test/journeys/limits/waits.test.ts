import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** Guesses wrong a number of times, with a pending sign-in of its own for every five. */
async function guessWrong(browser: Browser, times: number): Promise<void> {
  for (let guess = 0; guess < times; guess += 1) {
    if (guess % 5 === 0) await browser.login();
    await browser.verify(browser.wrongCode());
  }
}

onEveryStack("After five wrong guesses", (current) => {
  it("right and wrong codes get one answer, to the letter, and nothing is used up", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await guessWrong(browser, 5);
    const other = browser.elsewhere();
    await other.login();
    const [code] = browser.backupCodes;

    const right = await other.api("verify/backup", { code });
    const wrong = await other.api("verify/backup", { code: "00000-00000" });
    app.clock.travel(31);
    const later = await other.api("verify/backup", { code });

    expect([right.status, right.body.code]).to.deep.equal([429, "ERR-MFA-RATE-LIMITED"]);
    expect(right.text).to.equal(wrong.text);
    expect(Object.keys(right.headers)).to.deep.equal(Object.keys(wrong.headers));
    expect(later.status).to.equal(200);
  });

  it("the answer says for how long to wait, and less as time goes by", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await guessWrong(browser, 5);
    const other = browser.elsewhere();
    await other.login();

    const { headers } = await other.verify();
    const first = Number(headers["retry-after"]);
    app.clock.travel(20);
    const second = Number((await other.verify()).headers["retry-after"]);

    expect(first).to.be.within(25, 30);
    expect(headers).to.include({ "ratelimit-policy": '"mfa-guesses";q=5', ratelimit: `"mfa-guesses";r=0;t=${first}` });
    expect(second).to.be.within(first - 21, first - 19);
  });

  it("a new sign-in, the password or another method start nothing anew", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const full = await signedInPerson(app);
    await guessWrong(browser, 4);
    const other = browser.elsewhere();
    await other.login();
    await other.post("/logout");
    await other.login();

    const fifth = await other.api("verify/backup", { code: "00000-00000" });
    const sixth = await other.verify();

    expect([fifth.status, sixth.status]).to.deep.equal([401, 429]);
    expect((await full.get("/protected")).status).to.equal(200);
  });

  it("another person is not kept waiting", async () => {
    const app = current();
    const [mine, theirs] = [await enrolledPerson(app), await enrolledPerson(app)];
    await guessWrong(theirs, 5);
    await mine.login();

    expect((await mine.verify()).status).to.equal(200);
  });

  it("somebody without the password can't have locked anybody", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const stranger = browser.elsewhere();
    for (let guess = 0; guess < 20; guess += 1) await stranger.verify("000000");
    await browser.login();

    expect((await browser.verify()).status).to.equal(200);
  });

  it("a completed second factor starts anew", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    await guessWrong(browser, 4);
    await browser.login();
    await browser.verify();
    const other = browser.elsewhere();
    await other.login();

    const answers = [];
    for (let guess = 0; guess < 4; guess += 1) answers.push((await other.verify(other.wrongCode())).status);

    expect(answers).to.deep.equal([401, 401, 401, 401]);
  });

  it("all entry points have shared the budget", async () => {
    const app = current();
    const browser = await signedInPerson(app);
    const setup = await browser.api("setup/totp");
    const wrong = browser.wrongCode();

    const answers = [
      await browser.verify(wrong),
      await browser.api("verify/totp", { code: "000000", methodId: setup.body.methodId }),
      await browser.api("disable", { code: wrong }),
      await browser.api("verify/backup", { code: "00000-00000" }),
      await browser.api("verify-password", { password: "wrong" }),
      await browser.verify(wrong),
      await browser.api("disable", { code: wrong }),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401, 401, 429, 429]);
  });

  it("the record knows of each guess and of the wait", async () => {
    const app: TestApp = current();
    const browser = await enrolledPerson(app);
    await guessWrong(browser, 5);

    const events = app.events.filter(({ userId }) => userId === browser.person.id).map(({ type }) => type);

    expect(events.filter((type) => type === "mfa_challenge_failed")).to.have.lengthOf(5);
    expect(events).to.include("mfa_locked");
  });
});
