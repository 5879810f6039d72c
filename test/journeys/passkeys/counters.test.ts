import { expect } from "chai";
import type { MfaEvent } from "@sallyport/core";
import type { TestApp } from "../../support/app.ts";
import {
  challengeOptions,
  answerWith,
  keyedPerson,
  KEYS,
  passkeySignIn,
  verifyKey,
  type KeyedPerson,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** Signs in with these counters, each in a browser of its own: what was answered. */
async function signInsWith(person: KeyedPerson, counters: readonly number[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const counter of counters) {
    person.key.counter(counter);
    const browser = person.elsewhere();
    await browser.login();
    const { status } = await verifyKey(browser, person.key);
    expect(await browser.isIn()).to.equal(status === 200);
    statuses.push(status);
  }
  return statuses;
}

function alertsOf(app: TestApp, { person }: KeyedPerson): readonly MfaEvent[] {
  return app.events.filter(({ type, userId }) => type === "alert_raised" && userId === person.id);
}

/** What this person was told about a key that was copied. */
async function toldOf(app: TestApp, { person }: KeyedPerson): Promise<readonly string[]> {
  await app.mfa.delivery.idle();
  await app.mfa.delivery.flush();
  return app.mail.outbox
    .filter(({ to, purpose }) => to === person.email && purpose === "notice")
    .flatMap(({ text }) => (/cop(?:y|ied)/i.test(text) ? [text] : []));
}

onEveryStack(
  "A signature counter",
  (current) => {
    it("must grow: the same one again and a lower one are refused, recorded, and told to the user", async () => {
      const app = current();
      const person = await keyedPerson(app, { key: { counter: 4 } });

      const statuses = await signInsWith(person, [5, 6, 6, 4]);

      expect(statuses).to.deep.equal([200, 200, 401, 401]);
      expect(alertsOf(app, person)).to.have.lengthOf(2);
      expect(alertsOf(app, person)[0]).to.deep.include({ reason: "key_copied", methodType: "webauthn" });
      expect(await toldOf(app, person)).to.not.deep.equal([]);
    });

    it("that has fallen stops nobody whose key goes on counting from where it was", async () => {
      const person = await keyedPerson(current(), { key: { counter: 4 } });

      const statuses = await signInsWith(person, [9, 3, 10]);

      expect(statuses).to.deep.equal([200, 401, 200]);
    });

    it("must not fall back to zero", async () => {
      const person = await keyedPerson(current(), { key: { counter: 4 } });

      expect(await signInsWith(person, [0, 5])).to.deep.equal([401, 200]);
    });

    it("must be above the one of the registration", async () => {
      const person = await keyedPerson(current(), { key: { counter: 4 } });

      expect(await signInsWith(person, [4, 5])).to.deep.equal([401, 200]);
    });

    it("of zero says that there is none, and may stay", async () => {
      const app = current();
      const person = await keyedPerson(app);

      const statuses = await signInsWith(person, [0, 0, 0]);

      expect(statuses).to.deep.equal([200, 200, 200]);
      expect(alertsOf(app, person)).to.deep.equal([]);
    });

    it("beyond 31 bits is a number like any other", async () => {
      const person = await keyedPerson(current(), { key: { counter: 4 } });

      expect(await signInsWith(person, [4_294_967_295, 4_294_967_295])).to.deep.equal([200, 401]);
    });

    it("of a key that several devices share may fall, and that is recorded and told", async () => {
      const app = current();
      const person = await keyedPerson(app, { key: { counter: 4, backupEligible: true, backedUp: true } });

      const statuses = await signInsWith(person, [6, 5, 7]);

      expect(statuses).to.deep.equal([200, 200, 200]);
      expect(alertsOf(app, person).map(({ data }) => data?.["refused"])).to.deep.equal([false]);
      expect(await toldOf(app, person)).to.not.deep.equal([]);
    });

    it("counts for all that a key does: sign-in, step-up, and alone", async () => {
      const person = await keyedPerson(current(), { key: { counter: 4 } });
      await signInsWith(person, [9]);
      const statuses: number[] = [];

      const alone = person.elsewhere();
      for (const counter of [9, 10]) {
        person.key.counter(counter);
        statuses.push((await passkeySignIn(alone, person.key)).status);
      }
      for (const counter of [10, 11]) {
        person.key.counter(counter);
        statuses.push((await verifyKey(alone, person.key)).status);
      }

      expect(statuses).to.deep.equal([401, 200, 401, 200]);
    });

    it("lets one of two in that show the same one at once", async () => {
      const person = await keyedPerson(current(), { key: { counter: 6 } });
      const thief = { browser: person.elsewhere(), key: person.key.clone() };
      await person.login();
      await thief.browser.login();
      const responses = [
        person.key.authenticate(await challengeOptions(person)),
        thief.key.authenticate(await challengeOptions(thief.browser)),
      ] as const;

      const answers = await Promise.all([answerWith(person, responses[0]), answerWith(thief.browser, responses[1])]);

      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 401]);
      expect([await person.isIn(), await thief.browser.isIn()].filter(Boolean)).to.have.lengthOf(1);
    });
  },
  { sallyport: KEYS },
);
