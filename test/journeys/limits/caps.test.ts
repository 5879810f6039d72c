import { expect } from "chai";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";

const DAY = 86_400;

/** The hundred and the two hundred of the defaults are held to in the contract of the store; here, fewer do. */
const LIMITS = { maxInARow: 12, maxRecent: 14, baseWaitSeconds: 1, maxWaitSeconds: 1 };

/** Guesses wrong, a pending sign-in for every five, with a second between. */
async function guessWrong(app: TestApp, browser: Browser, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let guess = 0; guess < times; guess += 1) {
    if (guess % 5 === 0) await browser.login();
    statuses.push((await browser.verify(browser.wrongCode())).status);
    app.clock.travel(2);
  }
  return statuses;
}

onEveryStack(
  "After the most failures in a row",
  (current) => {
    it("codes that could be guessed are refused, right or wrong, and a backup code is the way back in", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const statuses = await guessWrong(app, browser.elsewhere(), 12);
      await browser.login();

      const [right, wrong] = [await browser.verify(), await browser.verify(browser.wrongCode())];
      const backup = await browser.api("verify/backup", { code: browser.backupCodes[0] });

      expect(new Set(statuses)).to.deep.equal(new Set([401]));
      expect([right.status, right.text]).to.deep.equal([429, wrong.text]);
      expect(right.body).to.include({ code: "ERR-MFA-RATE-LIMITED", reason: "method_off" });
      expect(backup.status).to.equal(200);
      app.clock.travel(60);
      expect((await browser.verify()).status).to.equal(200);
    });

    it("an admin lets the person try again, and says why", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await guessWrong(app, browser.elsewhere(), 12);
      const before = await app.mfa.limits.budget(browser.person.id);

      await app.mfa.limits.unlock(browser.person.id, "called support, ticket 4711");

      await browser.login();
      expect(before).to.include({ inARow: 12, recent: 12, isOff: true });
      expect((await browser.verify()).status).to.equal(200);
      const unlocked = app.events.find(({ type, userId }) => type === "admin_unlocked" && userId === browser.person.id);
      expect(unlocked).to.include({ reason: "called support, ticket 4711" });
      const silent = app.mfa.limits.unlock(browser.person.id, " ");
      expect(await silent.catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    });

    it("of the last days, a daily success gives nothing back, and operators are told", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const looked: number[] = [];
      for (let day = 0; day < 5; day += 1) {
        const statuses = await guessWrong(app, browser.elsewhere(), 4);
        looked.push(statuses.filter((status) => status === 401).length);
        await browser.login();
        await browser.api("verify/backup", { code: browser.backupCodes[day] });
        app.clock.travel(DAY);
      }
      await browser.login();

      const refused = await browser.verify();

      expect(looked).to.deep.equal([4, 4, 4, 2, 0]);
      expect(refused.body).to.include({ code: "ERR-MFA-RATE-LIMITED", reason: "method_off" });
      const alerts = app.events.filter(({ type, userId }) => type === "alert_raised" && userId === browser.person.id);
      expect(alerts).to.have.lengthOf(1);
    });
  },
  { sallyport: { limits: LIMITS } },
);

for (const [preset, free, wait] of [
  ["standard", 5, 30],
  ["pci", 10, 1800],
  ["strict", 3, 60],
] as const)
  onEmbedded(
    `The ${preset} preset`,
    (current) => {
      it(`waits ${String(wait)} seconds after ${String(free)} failures`, async () => {
        const app = current();
        const browser = await enrolledPerson(app);
        await browser.login();
        const statuses: number[] = [];
        for (let guess = 0; guess < free; guess += 1) {
          if (guess === 5) await browser.login();
          statuses.push((await browser.verify(browser.wrongCode())).status);
        }
        await browser.login();

        const answer = await browser.verify();

        expect(new Set(statuses)).to.deep.equal(new Set([401]));
        expect(answer.status).to.equal(429);
        expect(Number(answer.headers["retry-after"])).to.be.within(wait - 5, wait);
      });
    },
    { sallyport: { limits: { preset } } },
  );
