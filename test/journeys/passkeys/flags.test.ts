import { expect } from "chai";
import type { AuthenticationSpoil, AuthenticatorFlags, AuthenticatorOptions } from "sallyport/testing";
import { openBrowser } from "../../support/browser.ts";
import {
  keyedPerson,
  KEYS,
  keysIn,
  passkeySignIn,
  refusalsOf,
  register,
  signInWithKey,
  someKey,
  verifyKey,
  type KeyedPerson,
} from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP } from "./ceremonies.ts";

const flags = (changes: Partial<AuthenticatorFlags>): AuthenticationSpoil => ({
  authenticatorData: (fields) => ({ ...fields, flags: { ...fields.flags, ...changes } }),
});

/** What a key is when it can do no more than be touched. */
const TOUCH_ONLY = {
  key: { userVerification: false, attachment: "cross-platform" } satisfies Partial<AuthenticatorOptions>,
  body: { usage: "second-factor" },
} as const;

onEmbedded(
  "A key that says",
  (current) => {
    for (const { name, open } of CEREMONIES) {
      it(`nobody was there is refused as ${name}`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));

        const answer = await ceremony.send(ceremony.sign(flags({ up: false })));

        expect([answer.status, await ceremony.isGranted()]).to.deep.equal([401, false]);
      });

      it(`it is backed up and can't be is refused as ${name}`, async () => {
        const ceremony = await open(current(), await keyedPerson(current()));

        const answer = await ceremony.send(ceremony.sign(flags({ be: false, bs: true })));

        expect([answer.status, await ceremony.isGranted()]).to.deep.equal([401, false]);
      });
    }

    for (const name of ["a registration", "a step-up", "a passkey alone"])
      it(`nobody showed a PIN, a finger or a face is refused as ${name}`, async () => {
        const person = await keyedPerson(current());
        const ceremony = await CEREMONIES.find((each) => each.name === name)?.open(current(), person);

        const answer = await ceremony?.send(ceremony.sign(flags({ uv: false })));

        expect([answer?.status, await ceremony?.isGranted()]).to.deep.equal([401, false]);
      });

    it("nobody showed one is a second factor after the password all the same", async () => {
      const person = await keyedPerson(current());
      await person.login();

      const answer = await verifyKey(person, person.key, flags({ uv: false }));

      expect([answer.status, await person.isIn()]).to.deep.equal([200, true]);
    });

    it("so from the beginning may be added as a second factor, signs in after the password, and steps up", async () => {
      const person = await keyedPerson(current(), TOUCH_ONLY);
      await person.login();

      const answers = [await verifyKey(person, person.key), await verifyKey(person, person.key)];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect(await person.isIn()).to.equal(true);
    });

    it("so from the beginning, and was added as a second factor, is no passkey", async () => {
      const person = await keyedPerson(current(), { body: { usage: "second-factor" } });
      const { credentials } = person.key;
      const spoil = { unchecked: true, json: asDiscoverable(credentials[0]?.userHandle) };

      const answer = await passkeySignIn(person, person.key, spoil);

      expect([answer.status, await person.isIn()]).to.deep.equal([401, false]);
    });

    for (const [before, after] of [
      [false, true],
      [true, false],
    ] as const)
      it(`it may${after ? "" : "n't"} be copied, and said the opposite before, is refused`, async () => {
        const person = await keyedPerson(current(), { key: { backupEligible: before } });
        const other = person.key.clone({ backupEligible: after });
        await person.login();

        const answers = [await verifyKey(person, other), await passkeySignIn(person.elsewhere(), other)];

        expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
        expect(refusalsOf(current(), person.person)).to.deep.equal([
          "backup_eligibility_changed",
          "backup_eligibility_changed",
        ]);
        expect((await verifyKey(person, person.key)).status).to.equal(200);
      });

    it("whether it is backed up may say otherwise each time, and its owner sees what it has said last", async () => {
      const person = await keyedPerson(current(), { key: { backupEligible: true, backedUp: false } });
      const seen: (boolean | undefined)[] = [];

      for (const backedUp of [false, true, false]) {
        const browser = person.elsewhere();
        await signInWithKey(browser, person.key.clone({ backedUp }));
        seen.push((await keysIn(browser))[0]?.key.backedUp);
      }

      expect(seen).to.deep.equal([false, true, false]);
    });
  },
  CEREMONIES_APP,
);

onEmbedded(
  "With userVerification: required, a key that nobody showed a PIN",
  (current) => {
    it("can't be added, as a second factor either", async () => {
      const browser = openBrowser(current());
      await browser.login();

      const answer = await register(browser, someKey(TOUCH_ONLY.key), { body: TOUCH_ONLY.body });

      expect([answer.status, (await keysIn(browser)).length]).to.deep.equal([401, 0]);
    });

    it("is no second factor, and neither a step-up", async () => {
      const person: KeyedPerson = await keyedPerson(current());
      await person.login();

      const signIn = await verifyKey(person, person.key, flags({ uv: false }));
      const right = await verifyKey(person, person.key);
      const stepUp = await verifyKey(person, person.key, flags({ uv: false }));

      expect([signIn, right, stepUp].map(({ status }) => status)).to.deep.equal([401, 200, 401]);
    });
  },
  { sallyport: { ...KEYS, webauthn: { userVerification: "required" } } },
);

/** The handle along with a signature of a key that would not tell it. */
function asDiscoverable(userHandle: string | undefined): NonNullable<AuthenticationSpoil["json"]> {
  return (response) => ({ ...response, response: { ...response.response, userHandle } });
}
