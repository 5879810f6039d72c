import { expect } from "chai";
import { rateLimitMfa } from "sallyport";
import type { AuthenticationSpoil } from "sallyport/testing";
import type { TestApp } from "../../support/app.ts";
import type { Browser } from "../../support/browser.ts";
import {
  challengeOptions,
  KEYS,
  passkeySignIn,
  refusalsOf,
  signedInWithKey,
  signInWithKey,
  verifyKey,
  type KeyedPerson,
} from "../../support/keys.ts";
import { onEveryStack } from "../../support/stacks.ts";

const wrongSignature: AuthenticationSpoil = {
  signature: (bytes) => bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)),
};

/** With a key and an authenticator app, signed out. */
async function withBoth(app: TestApp): Promise<KeyedPerson> {
  const owner = await signedInWithKey(app);
  await owner.enroll();
  app.clock.travel(60);
  return { ...owner, ...owner.elsewhere() };
}

/** Somebody with the password tries codes, as fast as they are looked at; what they are told in the end. */
async function guessAway(app: TestApp, owner: Browser, times: number): Promise<unknown> {
  let last: unknown;
  for (let guess = 0; guess < times; guess += 1) {
    const attacker = owner.elsewhere();
    await attacker.login();
    const answer = await attacker.verify(attacker.wrongCode());
    last = answer.body.code;
    // On a machine that is too busy it was no guess.
    if (answer.status === 503) guess -= 1;
    else if (guess >= 4) app.clock.travel(3601);
  }
  return last;
}

function keysAreNeverLocked(current: () => TestApp): void {
  it("a key gets in while wrong codes make the account wait", async () => {
    const app = current();
    const owner = await withBoth(app);
    for (let guess = 0; guess < 7; guess += 1) {
      const attacker = owner.elsewhere();
      await attacker.login();
      await attacker.verify(attacker.wrongCode());
    }
    await owner.login();
    const code = await owner.verify();

    const answers = [await verifyKey(owner, owner.key), await passkeySignIn(owner.elsewhere(), owner.key)];

    expect([code.status, code.body.code]).to.deep.equal([429, "ERR-MFA-RATE-LIMITED"]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect(await owner.isIn()).to.equal(true);
  });

  it("a key gets in after a hundred wrong codes in a row, which switch codes off", async () => {
    const app = current();
    const owner = await withBoth(app);
    await guessAway(app, owner, 100);
    const [second, alone] = [owner.elsewhere(), owner.elsewhere()];
    await second.login();
    const code = await second.verify();

    const answers = [await verifyKey(second, owner.key), await passkeySignIn(alone, owner.key)];

    expect([code.status, code.body.reason]).to.deep.equal([429, "method_off"]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
    expect([await second.isIn(), await alone.isIn()]).to.deep.equal([true, true]);
  }).timeout(60_000);

  it("a session steps up by key while codes wait", async () => {
    const app = current();
    const owner = await withBoth(app);
    await signInWithKey(owner, owner.key);
    app.clock.travel(301);
    for (let guess = 0; guess < 7; guess += 1) await owner.verify(owner.wrongCode());

    const answer = await verifyKey(owner, owner.key);

    expect(answer.status).to.equal(200);
    expect((await owner.post("/transfers")).status).to.equal(200);
  });

  it("50 wrong signatures lock nothing: not the sign-in that is pending, not the key, and no codes", async () => {
    const app = current();
    const owner = await withBoth(app);
    await owner.login();
    const statuses = new Set<number>();
    for (let round = 0; round < 50; round += 1) {
      statuses.add((await verifyKey(owner, owner.key, wrongSignature)).status);
      app.clock.travel(1);
    }
    const before = await app.mfa.limits.budget(owner.person.id);

    const answer = await verifyKey(owner, owner.key);

    expect([...statuses]).to.deep.equal([401]);
    expect(before).to.include({ inARow: 0, recent: 0, isOff: false });
    expect([answer.status, await owner.isIn()]).to.deep.equal([200, true]);
    expect(refusalsOf(app, owner.person)).to.have.lengthOf(50);
  });

  it("a key that signs ends the row of wrong codes, and a copy of it that is refused doesn't", async () => {
    const app = current();
    const owner = await withBoth(app);
    const rowOf = async (): Promise<number> => (await app.mfa.limits.budget(owner.person.id)).inARow;
    owner.key.counter(9);
    await signInWithKey(owner.elsewhere(), owner.key);
    await owner.login();
    for (let guess = 0; guess < 3; guess += 1) await owner.verify(owner.wrongCode());
    const rows = [await rowOf()];

    for (const counter of [8, 10]) {
      owner.key.counter(counter);
      await passkeySignIn(owner.elsewhere(), owner.key);
      rows.push(await rowOf());
    }

    expect(rows).to.deep.equal([3, 3, 0]);
  });

  it("50 wrong signatures without a password lock nothing either", async () => {
    const app = current();
    const owner = await withBoth(app);
    const stranger = owner.elsewhere();
    const statuses = new Set<number>();
    for (let round = 0; round < 50; round += 1) {
      statuses.add((await passkeySignIn(stranger, owner.key, wrongSignature)).status);
      app.clock.travel(1);
    }

    const answers = [await passkeySignIn(owner, owner.key), await owner.elsewhere().login()];

    expect([...statuses]).to.deep.equal([401]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it("asking for challenges a hundred times costs nothing, and sends nothing", async () => {
    const app = current();
    const owner = await withBoth(app);
    await owner.login();
    for (let round = 0; round < 100; round += 1) {
      await challengeOptions(owner);
      app.clock.travel(1);
    }

    const answer = await verifyKey(owner, owner.key);

    expect(answer.status).to.equal(200);
  });
}

onEveryStack("Whatever somebody else tries,", keysAreNeverLocked, { sallyport: KEYS });

onEveryStack("Whatever somebody else tries, with rateLimitMfa(),", keysAreNeverLocked, {
  sallyport: KEYS,
  middlewares: [rateLimitMfa()],
});
