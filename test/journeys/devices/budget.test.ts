import { expect } from "chai";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import { codeSentTo, SENDING, textedPerson } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { eventsOf, isRecognised, trustedPerson, trustHere, type TrustedBrowser } from "./trusting.ts";

/** Somebody who knows the password guesses until this user has to wait. */
async function attack(browser: Browser): Promise<Browser> {
  const attacker = browser.elsewhere();
  await attacker.login();
  await guessWrong(attacker);
  // A pending sign-in has five tries.
  await attacker.login();
  return attacker;
}

/** Tries a wrong code so many times, and says what was answered. */
async function guessWrong(browser: Browser, times = 5): Promise<readonly number[]> {
  const wrong = browser.wrongCode();
  const statuses: number[] = [];
  for (let guess = 0; guess < times; guess += 1) statuses.push((await browser.verify(wrong)).status);
  return statuses;
}

/** Signed in by trust alone, while an attacker keeps the account waiting. */
async function attackedPerson(app: TestApp): Promise<{ readonly victim: TrustedBrowser; readonly attacker: Browser }> {
  const victim = await trustedPerson(app);
  const attacker = await attack(victim);
  expect(await isRecognised(victim)).to.equal(true);
  return { victim, attacker };
}

const failuresOf = async (app: TestApp, { person, trust }: TrustedBrowser): Promise<number> => {
  const devices = await app.mfa.devices.list(person.id);
  const factor = devices.find(({ id }) => id === trust.id)?.trust.factors.find((each) => each.factor === "failures");
  return ((factor?.of ?? 0) - (factor?.points ?? 0)) / 5;
};

onEveryStack(
  "While an attacker who knows the password keeps an account waiting (C15)",
  (current) => {
    it("its owner signs in at a trusted device, and steps up there", async () => {
      const { victim, attacker } = await attackedPerson(current());

      const before = await victim.post("/transfers");
      const stepUp = await victim.verify();
      const after = await victim.post("/transfers");

      expect([before, stepUp, after].map(({ status }) => status)).to.deep.equal([401, 200, 200]);
      expect((await attacker.verify()).status).to.equal(429);
    });

    it("a right code there gives the attacker nothing back", async () => {
      const app = current();
      const { victim, attacker } = await attackedPerson(app);
      const before = await app.mfa.limits.budget(victim.person.id);

      await victim.verify().expect(200);

      const after = await app.mfa.limits.budget(victim.person.id);
      expect([before.inARow, after.inARow]).to.deep.equal([5, 5]);
      expect((await attacker.verify()).status).to.equal(429);
    });

    it("its owner waits everywhere else, as the attacker does", async () => {
      const app = current();
      const victim = await trustedPerson(app);
      const plain = victim.elsewhere();
      await plain.login();
      await plain.verify();
      app.clock.travel(60);
      await attack(victim);

      const [stepUp, fresh] = [await plain.verify(), victim.elsewhere()];
      await fresh.login();

      expect([stepUp.status, (await fresh.verify()).status]).to.deep.equal([429, 429]);
    });

    it("wrong codes at the trusted device wait after five as well, and count against it", async () => {
      const app = current();
      const { victim } = await attackedPerson(app);
      const statuses = await guessWrong(victim);

      const right = await victim.verify();
      app.clock.travel(10);
      const still = await victim.verify();

      expect(statuses).to.deep.equal([401, 401, 401, 401, 401]);
      expect([right.status, still.status]).to.deep.equal([429, 429]);
      expect(Number(still.headers["retry-after"])).to.be.within(1, 20);
      expect(await failuresOf(app, victim)).to.equal(3); // as many as the score takes points for
      expect(eventsOf(app, victim.person.id, "mfa_locked")).to.have.lengthOf(2);
    });

    it("a right code at the trusted device ends its own row of failures", async () => {
      const { victim } = await attackedPerson(current());
      await guessWrong(victim, 4);
      await victim.verify().expect(200);

      const statuses = await guessWrong(victim, 4);

      expect(statuses).to.deep.equal([401, 401, 401, 401]);
    });

    it("no more than five of thirty guesses at once are looked at", async () => {
      const { victim } = await attackedPerson(current());
      const wrong = victim.wrongCode();

      const answers = await Promise.all(Array.from({ length: 30 }, () => victim.verify(wrong)));

      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 401)).to.have.lengthOf(5);
      expect(statuses.filter((status) => status === 429)).to.have.lengthOf(25);
    });

    it("a code that was used already costs neither a guess nor the device's good name", async () => {
      const app = current();
      const { victim } = await attackedPerson(app);
      const code = victim.code();
      await victim.verify(code).expect(200);

      const statuses: number[] = [];
      for (let guess = 0; guess < 7; guess += 1) statuses.push((await victim.verify(code)).status);

      expect(new Set(statuses)).to.deep.equal(new Set([401]));
      expect(await failuresOf(app, victim)).to.equal(0);
      expect((await app.mfa.limits.budget(victim.person.id)).inARow).to.equal(5);
    });

    for (const [what, end] of [
      ["was revoked", (app: TestApp, { person, trust }: TrustedBrowser) => revoke(app, person.id, trust.id)],
      ["is void since the password changed", changePassword],
    ] as const)
      it(`the session of a trust that ${what} has no budget of its own any more`, async () => {
        const app = current();
        const { victim } = await attackedPerson(app);
        await end(app, victim);

        expect((await victim.verify()).status).to.equal(429);
      });

    it("another device of the same person has one of its own, and so has nobody else", async () => {
      const app = current();
      const victim = await trustedPerson(app);
      const laptop = victim.elsewhere();
      await trustHere(app, laptop);
      const stranger = await enrolledPerson(app);
      await attack(victim);
      await victim.login();
      await laptop.login();
      await guessWrong(victim);

      const answers = [await victim.verify(), await laptop.verify()];
      await stranger.login();

      expect(answers.map(({ status }) => status)).to.deep.equal([429, 200]);
      expect((await stranger.verify()).status).to.equal(200);
    });

    it("nothing is charged to the device as long as the account itself does not wait", async () => {
      const app = current();
      const victim = await trustedPerson(app);
      await victim.login();
      const statuses = await guessWrong(victim);

      const [sixth] = await guessWrong(victim, 1);
      const { inARow } = await app.mfa.limits.budget(victim.person.id);

      expect([statuses, inARow]).to.deep.equal([[401, 401, 401, 401, 401], 5]);
      expect(sixth).to.equal(401);
    });
  },
  { middlewares: [trustedDevice()] },
);

onEveryStack(
  "While an attacker keeps an account with a number waiting",
  (current) => {
    it("its owner is sent a code at a trusted device, and nowhere else", async () => {
      const app = current();
      const victim = await textedPerson(app);
      await victim.login();
      await victim.api("challenge", { method: "sms" }).expect(200);
      const first = await codeSentTo(app, victim.number);
      await victim.api("verify", { method: "sms", code: first, trustDevice: true }).expect(200);
      const attacker = victim.elsewhere();
      await attacker.login();
      for (let guess = 0; guess < 5; guess += 1) await attacker.api("verify", { method: "sms", code: "000000" });
      await attacker.login();
      app.clock.travel(20);
      await victim.login();

      const [here, there] = [
        await victim.api("challenge", { method: "sms" }),
        await attacker.api("challenge", { method: "sms" }),
      ];
      const code = await codeSentTo(app, victim.number);
      const stepUp = await victim.api("verify", { method: "sms", code });

      expect([here.status, there.status, stepUp.status]).to.deep.equal([200, 429, 200]);
    });
  },
  { middlewares: [trustedDevice()], sallyport: SENDING },
);

onEveryStack(
  "When so many guesses failed that codes are refused for good",
  (current) => {
    it("a trusted device takes none either, but for a backup code, and signs in", async () => {
      const app = current();
      const { victim, attacker } = await attackedPerson(app);
      for (let guess = 5; guess < 8; guess += 1) {
        app.clock.travel(2);
        await attacker.verify("000000");
      }
      app.clock.travel(2);

      const [code, off] = [victim.backupCodes[0], await victim.verify()];
      const backup = await victim.api("verify/backup", { code });

      expect([off.status, off.body.reason]).to.deep.equal([429, "method_off"]);
      expect([await isRecognised(victim), backup.status]).to.deep.equal([true, 200]);
    });
  },
  {
    middlewares: [trustedDevice()],
    sallyport: { limits: { maxInARow: 8, baseWaitSeconds: 1, maxWaitSeconds: 1 } },
  },
);

async function revoke(app: TestApp, userId: string, id: string): Promise<void> {
  await app.mfa.devices.revoke(userId, { id }, { by: "support", reason: "lost" });
}

async function changePassword(app: TestApp, { person }: TrustedBrowser): Promise<void> {
  app.users.change(person.id, { credentialsChangedAt: app.clock.now() });
  await Promise.resolve();
}
