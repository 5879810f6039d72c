import { expect } from "chai";
import type { RegistrationSpoil } from "sallyport/testing";
import { openBrowser, type Browser } from "../../support/browser.ts";
import { KEYS, keysIn, setupOptions, someKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { inner, MALFORMED, notBytes, outer, type Malformed } from "./malformed.ts";

const bytes = (...each: readonly number[]): Uint8Array => new Uint8Array(each);
const cbor = (object: Uint8Array): RegistrationSpoil => ({ attestationObjectBytes: () => object });
/** CBOR that says it has 2^32 - 1 or 2^53 of something, of the major type. */
const huge = (major: number): Uint8Array => bytes((major << 5) | 26, 0xff, 0xff, 0xff, 0xff);
const huger = (major: number): Uint8Array => bytes((major << 5) | 27, 0, 0x20, 0, 0, 0, 0, 0, 0);
const ofKey = (publicKey: Uint8Array): RegistrationSpoil => ({
  authenticatorData: (fields) => ({ ...fields, publicKey }),
});
const nested = (byte: number, levels: number): Uint8Array => new Uint8Array(levels).fill(byte);

const CASES: Malformed<RegistrationSpoil> = {
  ...MALFORMED,
  ...notBytes("attestationObject"),
  "transports: a string": inner({ transports: "usb" }),
  "transports: numbers": inner({ transports: [1] }),
  "transports: too many": inner({ transports: Array<string>(11).fill("usb") }),
  "id: not the one that is attested": outer({ id: "AAAA", rawId: "AAAA" }),
  "attestation object: nothing": cbor(bytes(0xf6)),
  "attestation object: an array": cbor(bytes(0x80)),
  "attestation object: an empty map": cbor(bytes(0xa0)),
  "attestation object: a number": cbor(bytes(0x01)),
  "attestation object: a tag": cbor(bytes(0xd9, 0xd9, 0xf7, 0xa0)),
  "attestation object: of indefinite length": cbor(bytes(0xbf, 0xff)),
  "attestation object: one map too many": {
    attestationObjectBytes: (object) => new Uint8Array(Buffer.concat([object, bytes(0xa0)])),
  },
  "attestation object: cut off in the middle": { attestationObjectBytes: (object) => object.slice(0, 60) },
  "attestation object: cut off at its end": { attestationObjectBytes: (object) => object.slice(0, -1) },
  "attestation object: fmt twice": cbor(
    new Uint8Array(Buffer.from("a363666d74646e6f6e6563666d74646e6f6e656761747453746d74a0", "hex")),
  ),
  "attestation object: keys that are arrays": cbor(bytes(0xa1, 0x80, 0x80)),
  "attestation object: 30 000 arrays in each other": cbor(nested(0x81, 30_000)),
  "attestation object: 30 000 maps in each other": cbor(nested(0xa1, 30_000)),
  "attestation object: 30 000 tags in each other": cbor(nested(0xc1, 30_000)),
  "attestation object: four billion pairs": cbor(huge(5)),
  "attestation object: 2^53 pairs": cbor(huger(5)),
  "attestation object: four billion items": cbor(huge(4)),
  "attestation object: four billion bytes": cbor(huge(2)),
  "attestation object: 2^53 bytes": cbor(huger(2)),
  "attestation object: a text of 2^53 bytes": cbor(huger(3)),
  "attestation object: no fmt": { attestation: ({ fmt: _fmt, ...fields }) => ({ ...fields }) },
  "attestation object: fmt a number": { attestation: (fields) => ({ ...fields, fmt: 1 }) },
  "attestation object: no attStmt": { attestation: ({ attStmt: _attStmt, ...fields }) => ({ ...fields }) },
  "attestation object: attStmt an array": { attestation: (fields) => ({ ...fields, attStmt: [] }) },
  "attestation object: attStmt null": { attestation: (fields) => ({ ...fields, attStmt: null }) },
  "attestation object: no authData": { attestation: ({ authData: _authData, ...fields }) => ({ ...fields }) },
  "attestation object: authData a text": { attestation: (fields) => ({ ...fields, authData: "AAAA" }) },
  "attestation object: authData empty": { attestation: (fields) => ({ ...fields, authData: new Uint8Array() }) },
  "authenticator data: no credential at all": {
    authenticatorData: ({ rpIdHash, flags, counter }) => ({ rpIdHash, counter, flags: { ...flags, at: false } }),
  },
  "authenticator data: a credential that is not there": {
    authenticatorData: ({ rpIdHash, flags, counter }) => ({ rpIdHash, flags, counter }),
  },
  "authenticator data: a credential that nobody has announced": {
    authenticatorData: (fields) => ({ ...fields, flags: { ...fields.flags, at: false } }),
  },
  "authenticator data: an id that is longer than told": {
    authenticatorData: (fields) => ({ ...fields, credentialIdLength: 31 }),
  },
  "authenticator data: an id that is shorter than told": {
    authenticatorData: (fields) => ({ ...fields, credentialIdLength: 65_535 }),
  },
  "authenticator data: no public key": ofKey(bytes()),
  "authenticator data: a public key that is cut off": ofKey(bytes(0xa5, 0x01)),
  "authenticator data: a public key with duplicate labels": ofKey(bytes(0xa2, 0x01, 0x02, 0x01, 0x02)),
  "authenticator data: a public key of 4 billion labels": ofKey(huge(5)),
  "authenticator data: a public key of 5 000 arrays": ofKey(nested(0x81, 5000)),
};

onEmbedded(
  "A registration with",
  (current) => {
    let browser: Browser;
    let options: Awaited<ReturnType<typeof setupOptions>>;
    let message: unknown;

    // One challenge for all of them: none may cost it.
    before(async () => {
      browser = openBrowser(current());
      await browser.login();
      options = await setupOptions(browser);
    });

    for (const [what, spoil] of Object.entries(CASES))
      it(`${what} is malformed, and is told no more`, async () => {
        const response = someKey().register(options, spoil);

        const answer = await browser.api("verify/webauthn", { response });

        message ??= answer.body;
        expect([answer.status, answer.body.code]).to.deep.equal([400, "ERR-VALIDATION"]);
        expect(answer.body).to.deep.equal(message);
      });

    it("all of that has cost nothing: the right one is still taken", async () => {
      const answer = await browser.api("verify/webauthn", { response: someKey().register(options) });

      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      expect(await keysIn(browser)).to.have.lengthOf(1);
      expect(current().events.filter(({ type }) => type === "mfa_setup_verification_failed")).to.deep.equal([]);
    });
  },
  { sallyport: KEYS },
);
