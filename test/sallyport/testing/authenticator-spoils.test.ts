import { expect } from "chai";
import { authenticator, type AuthenticationSpoil, type RegistrationSpoil } from "sallyport/testing";
import { asking, creation, enrolled, ORIGIN, passed, reasonOf } from "./relying-party.ts";

const flipLast = (bytes: Uint8Array): Uint8Array => new Uint8Array([...bytes.subarray(0, -1), (bytes.at(-1) ?? 0) ^ 1]);

/** What SimpleWebAuthn says of each. */
const REGISTRATIONS: readonly (readonly [string, RegistrationSpoil, RegExp])[] = [
  ["clientData.type", { clientData: (it) => ({ ...it, type: "webauthn.get" }) }, /response type/],
  ["clientData.challenge", { clientData: (it) => ({ ...it, challenge: "AAAA" }) }, /challenge/],
  ["clientData.origin", { clientData: (it) => ({ ...it, origin: "https://evil.example" }) }, /origin/],
  ["clientDataBytes", { clientDataBytes: () => Buffer.from("no JSON") }, /JSON/],
  ["rpIdHash", { authenticatorData: (it) => ({ ...it, rpIdHash: new Uint8Array(32) }) }, /RPID|RP ID/],
  ["up", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, up: false } }) }, /User presence/],
  ["uv", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, uv: false } }) }, /User verification/],
  ["at", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, at: false } }) }, /Leftover/],
  ["ed", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, ed: true } }) }, /Error/],
  ["bs", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, bs: true } }) }, /backed up/],
  ["credentialIdLength", { authenticatorData: (it) => ({ ...it, credentialIdLength: 65_535 }) }, /Error/],
  ["aaguid", { authenticatorData: ({ aaguid: _, ...it }) => it }, /Error/],
  ["publicKey bytes", { authenticatorData: (it) => ({ ...it, publicKey: new Uint8Array([1]) }) }, /alg|get/],
  ["trailing", { authenticatorData: (it) => ({ ...it, trailing: new Uint8Array(3) }) }, /Leftover/],
  ["extensions", { authenticatorData: (it) => ({ ...it, extensions: new Uint8Array([0xa0]) }) }, /Leftover/],
  ["authenticatorDataBytes", { authenticatorDataBytes: (it) => it.subarray(0, 36) }, /at least 37/],
  ["publicKey alg", { publicKey: (cose) => cose.set(3, -9999) }, /alg "-9999"/],
  ["fmt", { attestation: (it) => ({ ...it, fmt: "unheard-of" }) }, /Unsupported Attestation/],
  ["attStmt", { attestation: (it) => ({ ...it, attStmt: new Map([["alg", -7]]) }) }, /attestation signature/],
  ["attestationObjectBytes", { attestationObjectBytes: () => new Uint8Array([0xff]) }, /Error/],
  ["signature", { signature: flipLast }, /Error/],
  [
    "after: clientData",
    { afterSigning: { clientDataBytes: (it) => Buffer.concat([it, Buffer.from(" ")]) } },
    /not ver/,
  ],
  ["after: authenticatorData", { afterSigning: { authenticatorDataBytes: (it) => it.fill(9, 33, 37) } }, /not ver/],
  ["json.id", { json: (it) => ({ ...it, id: "AAAA" }) }, /Credential ID/],
  ["json.type", { json: (it) => ({ ...it, type: "password" }) }, /credential type/],
];

const SIGN_INS: readonly (readonly [string, AuthenticationSpoil, RegExp])[] = [
  ["clientData.type", { clientData: (it) => ({ ...it, type: "webauthn.create" }) }, /response type/],
  ["clientData.challenge", { clientData: (it) => ({ ...it, challenge: "AAAA" }) }, /challenge/],
  ["clientData.origin", { clientData: (it) => ({ ...it, origin: "https://evil.example" }) }, /origin/],
  ["clientData.topOrigin", { clientData: (it) => ({ ...it, topOrigin: "https://evil.example" }) }, /top origin/],
  ["clientDataBytes", { clientDataBytes: () => Buffer.from("no JSON") }, /JSON/],
  ["rpIdHash", { authenticatorData: (it) => ({ ...it, rpIdHash: new Uint8Array(32) }) }, /RPID|RP ID/],
  ["up", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, up: false } }) }, /not present/],
  ["uv", { authenticatorData: (it) => ({ ...it, flags: { ...it.flags, uv: false } }) }, /User verification/],
  ["counter", { authenticatorData: (it) => ({ ...it, counter: 3 }) }, /counter value 3/],
  ["trailing", { authenticatorData: (it) => ({ ...it, trailing: new Uint8Array(3) }) }, /Leftover/],
  ["authenticatorDataBytes", { authenticatorDataBytes: (it) => it.subarray(0, 36) }, /at least 37/],
  ["signature", { signature: flipLast }, /not ver|Error/],
  [
    "after: clientData",
    { afterSigning: { clientDataBytes: (it) => Buffer.concat([it, Buffer.from(" ")]) } },
    /not ver/,
  ],
  ["after: authenticatorData", { afterSigning: { authenticatorDataBytes: (it) => it.fill(9, 33, 37) } }, /not ver/],
  ["json.rawId", { json: (it) => ({ ...it, rawId: "AAAA" }) }, /Credential ID/],
];

describe("Whatever authenticator() spoils, SimpleWebAuthn refuses", () => {
  for (const [name, spoil, reason] of REGISTRATIONS)
    it(`at a registration: ${name}`, async () => {
      const key = authenticator({ origin: ORIGIN });
      const options = creation({ attestation: "direct" });

      const sound = await reasonOf(enrolled(options, key.clone().register(options)));
      const refused = await reasonOf(enrolled(options, key.register(options, spoil)));

      expect(sound).to.equal("accepted");
      expect(refused).to.match(reason);
    });

  for (const [name, spoil, reason] of SIGN_INS)
    it(`at a sign-in: ${name}`, async () => {
      const key = authenticator({ origin: ORIGIN, counter: 7 });
      const created = creation();
      const credential = await enrolled(created, key.register(created));
      const options = asking();

      const sound = await reasonOf(passed({ options, credential }, key.clone().authenticate(options)));
      const refused = await reasonOf(passed({ options, credential }, key.authenticate(options, spoil)));

      expect(sound).to.equal("accepted");
      expect(refused).to.match(reason);
    });
});

describe("Before the signature, a spoil of authenticator()", () => {
  it("leaves a signature that is right over what is wrong", async () => {
    const key = authenticator({ origin: ORIGIN });
    const created = creation();
    const credential = await enrolled(created, key.register(created));

    const options = asking();
    const spoiled = key.authenticate(options, { authenticatorData: (fields) => ({ ...fields, counter: 41 }) });

    expect(await passed({ options, credential }, spoiled)).to.equal(41);
  });

  it("gives a new credential the ID that a test wants", async () => {
    const key = authenticator({ origin: ORIGIN });
    const options = creation();

    const { id } = await enrolled(options, key.register(options, { credentialId: () => new Uint8Array(1023) }));

    expect(Buffer.from(id, "base64url")).to.have.lengthOf(1023);
    expect(key.authenticate(asking()).id).to.equal(id);
  });
});
