import { expect } from "chai";
import { createHash } from "node:crypto";
import type { AuthenticationSpoil, RegistrationSpoil } from "sallyport/testing";
import { keyedPerson, KEYS, ORIGIN } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP } from "./ceremonies.ts";

type Wrong = AuthenticationSpoil & RegistrationSpoil;

const sha256 = (text: string): Uint8Array => createHash("sha256").update(text).digest();

const ofOrigin = (origin: string): Wrong => ({ clientData: (fields) => ({ ...fields, origin }) });
const having = (more: object): Wrong => ({ clientData: (fields) => ({ ...fields, ...more }) });
const ofRpId = (rpId: string): Wrong => ({
  authenticatorData: (fields) => ({ ...fields, rpIdHash: sha256(rpId) }),
});

/** Signed as they should be, by the user's own key, and of somewhere else. */
const WRONG: Readonly<Record<string, Wrong>> = {
  "another site": ofOrigin("https://evil.example"),
  "a site whose name begins alike": ofOrigin(`${ORIGIN}.evil.example`),
  "a site whose name ends alike": ofOrigin("http://evil-localhost"),
  "a subdomain": ofOrigin("http://app.localhost"),
  "another port": ofOrigin(`${ORIGIN}:8080`),
  "the default port, written out": ofOrigin(`${ORIGIN}:80`),
  "another scheme": ofOrigin("https://localhost"),
  "an origin in upper case": ofOrigin("HTTP://LOCALHOST"),
  "an origin with a slash": ofOrigin(`${ORIGIN}/`),
  "an origin with a path": ofOrigin(`${ORIGIN}/mfa`),
  "an origin with a user": ofOrigin("http://localhost@evil.example"),
  "an origin with a space": ofOrigin(` ${ORIGIN}`),
  "an opaque origin": ofOrigin("null"),
  "a frame of another site": having({ crossOrigin: true, topOrigin: "https://evil.example" }),
  "a frame of a site that isn't told": having({ crossOrigin: true }),
  "a frame of ours": having({ crossOrigin: true, topOrigin: ORIGIN }),
  "a frame that says it is none": having({ crossOrigin: false, topOrigin: "https://evil.example" }),
  "another type": having({ type: "payment.get" }),
  "a type in upper case": { clientData: (fields) => ({ ...fields, type: fields.type.toUpperCase() }) },
  "the type of the other ceremonies": {
    clientData: (fields) => ({ ...fields, type: fields.type === "webauthn.get" ? "webauthn.create" : "webauthn.get" }),
  },
  "another challenge": having({ challenge: "c29tZXRoaW5nIGVsc2Ugb2Ygc29tZWJvZHkgZWxzZSE" }),
  "the challenge with one more character": {
    clientData: (fields) => ({ ...fields, challenge: `${fields.challenge}A` }),
  },
  "another RP ID": ofRpId("evil.example"),
  "an RP ID below ours": ofRpId("app.localhost"),
  "an RP ID in upper case": ofRpId("LOCALHOST"),
  "an origin for an RP ID": ofRpId(ORIGIN),
  "an empty RP ID": ofRpId(""),
};

onEmbedded(
  "A signature of",
  (current) => {
    for (const [what, spoil] of Object.entries(WRONG))
      for (const { name, open } of CEREMONIES)
        it(`${what} is not ${name}`, async () => {
          const ceremony = await open(current(), await keyedPerson(current()));

          const answer = await ceremony.send(ceremony.sign(spoil));

          expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
          expect(await ceremony.isGranted()).to.equal(false);
        });
  },
  CEREMONIES_APP,
);

const APK = "android:apk-key-hash:2jmj7l5rSw0yVb_vlWAYkK_YBwk";
const ALLOWED = [ORIGIN, `${ORIGIN}:8080`, "https://localhost", "https://app.localhost", APK];

onEmbedded(
  "With webauthn.origins, a signature of",
  (current) => {
    for (const origin of ALLOWED)
      it(`${origin} is as good as any`, async () => {
        const person = await keyedPerson(current());
        for (const { open } of CEREMONIES) {
          const ceremony = await open(current(), person);

          const answer = await ceremony.send(ceremony.sign(ofOrigin(origin)));

          expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
          expect(await ceremony.isGranted()).to.equal(true);
        }
      });

    for (const origin of [`${APK}A`, APK.toLowerCase(), "android:apk-key-hash:", "https://other.localhost"])
      it(`${origin} is not`, async () => {
        const person = await keyedPerson(current());
        for (const { open } of CEREMONIES) {
          const ceremony = await open(current(), person);

          const answer = await ceremony.send(ceremony.sign(ofOrigin(origin)));

          expect([answer.status, await ceremony.isGranted()]).to.deep.equal([401, false]);
        }
      });
  },
  { ...CEREMONIES_APP, sallyport: { ...KEYS, webauthn: { rpId: "localhost", origins: ALLOWED } } },
);
