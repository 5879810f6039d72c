import { expect } from "chai";
import { X509Certificate } from "node:crypto";
import type { AttestedAuthenticator } from "@sallyport/core";
import type { AuthenticatorOptions, RegistrationSpoil } from "sallyport/testing";
import type request from "supertest";
import type { TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { keysIn, KEYS, passkeySignIn, refusalsOf, register, someKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";

const YUBIKEY = "cb69481e-8ff7-4039-93ec-0a2729a154a8";
const CERTIFIED = { aaguid: YUBIKEY, attestationCertificate: true } as const;

interface Tried {
  readonly answer: request.Response;
  readonly names: readonly string[];
  readonly reasons: readonly (string | undefined)[];
}

/** Somebody new adds a key. */
async function add(
  app: TestApp,
  options: Partial<AuthenticatorOptions> = {},
  more: { readonly spoil?: RegistrationSpoil; readonly body?: object } = {},
): Promise<Tried> {
  const browser = openBrowser(app);
  await browser.login();
  const key = someKey(options);
  const answer = await register(browser, key, more);
  if (answer.status === 200) expect((await passkeySignIn(browser.elsewhere(), key)).status).to.equal(200);
  const names = (await keysIn(browser)).map(({ name }) => name);
  return { answer, names, reasons: refusalsOf(app, browser.person) };
}

const ofAlgorithm = (alg: number): RegistrationSpoil => ({ publicKey: (cose) => new Map(cose).set(3, alg) });
const withoutStatement: RegistrationSpoil = {
  attestation: (fields) => ({ ...fields, fmt: "none", attStmt: new Map() }),
};
const signedWrongly: RegistrationSpoil = {
  signature: (bytes) => bytes.map((byte, at) => (at === 9 ? byte ^ 1 : byte)),
};

onEmbedded(
  "A new key",
  (current) => {
    for (const algorithm of ["ES256", "EdDSA", "RS256"] as const)
      it(`of ${algorithm} is added, and signs in`, async () => {
        const { answer, names } = await add(current(), { algorithm });

        expect([answer.status, names.length]).to.deep.equal([200, 1]);
      });

    for (const [name, alg] of [
      ["RS1", -65535],
      ["PS256", -37],
      ["RS512", -259],
      ["ES384", -35],
      ["ES256K", -47],
      ["HS256", 5],
      ["none at all", 0],
      ["nobody's", -9999],
    ] as const)
      it(`of ${name}, which wasn't offered, is refused`, async () => {
        const { answer, names, reasons } = await add(current(), {}, { spoil: ofAlgorithm(alg) });

        expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
        expect([names, reasons]).to.deep.equal([[], ["not_verified"]]);
      });

    it("with a statement that nobody has asked for is added only if its signature is right", async () => {
      const spoil: RegistrationSpoil = {
        attestation: (fields) => ({ ...fields, fmt: "none", attStmt: new Map([["x", 1]]) }),
      };

      const answers = [await add(current(), {}, { spoil }), await add(current(), {}, { spoil: madeUp })];

      expect(answers.map(({ answer }) => answer.status)).to.deep.equal([401, 401]);
    });
  },
  { sallyport: KEYS },
);

const madeUp: RegistrationSpoil = { attestation: (fields) => ({ ...fields, fmt: "made-up" }) };

onEmbedded(
  'With attestation: "direct", a new key',
  (current) => {
    it("that says which model it is, and signs it, is added", async () => {
      const tried = [await add(current()), await add(current(), CERTIFIED)];

      expect(tried.map(({ answer }) => answer.status)).to.deep.equal([200, 200]);
    });

    it("without a statement is refused, whatever it was asked", async () => {
      const { answer, names, reasons } = await add(current(), CERTIFIED, { spoil: withoutStatement });

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect([names, reasons]).to.deep.equal([[], ["no_attestation"]]);
    });

    for (const [what, spoil] of Object.entries({
      "a statement that is signed wrongly": signedWrongly,
      "a format that nobody knows": madeUp,
      "a statement that says nothing": { attestation: (fields) => ({ ...fields, attStmt: new Map() }) },
      "another model than the one that was signed": {
        afterSigning: { authenticatorDataBytes: (bytes) => bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) },
      },
    } satisfies Record<string, RegistrationSpoil>))
      it(`with ${what} is refused`, async () => {
        const { answer, names } = await add(current(), CERTIFIED, { spoil });

        expect([answer.status, names]).to.deep.equal([401, []]);
      });
  },
  { sallyport: { ...KEYS, webauthn: { attestation: "direct" } } },
);

onEmbedded(
  "With allowedAuthenticators, a new key",
  (current) => {
    it("of a model on the list is added", async () => {
      const { answer } = await add(current(), CERTIFIED);

      expect(answer.status).to.equal(200);
    });

    for (const aaguid of ["cb69481e-8ff7-4039-93ec-0a2729a154a9", "00000000-0000-0000-0000-000000000000"])
      it(`of ${aaguid} is refused`, async () => {
        const { answer, names, reasons } = await add(current(), { ...CERTIFIED, aaguid });

        expect([answer.status, names]).to.deep.equal([401, []]);
        expect(reasons).to.deep.equal(["authenticator_not_allowed"]);
      });

    it("of a model on the list that doesn't prove it is refused", async () => {
      const { answer } = await add(current(), CERTIFIED, { spoil: withoutStatement });

      expect(answer.status).to.equal(401);
    });
  },
  { sallyport: { ...KEYS, webauthn: { attestation: "direct", allowedAuthenticators: [YUBIKEY] } } },
);

type Verdict = (authenticator: AttestedAuthenticator) => unknown;
let verdict: Verdict = () => true;

onEmbedded(
  "With verifyAuthenticator, a new key",
  (current) => {
    it("is added where the app says yes, having been shown the model, the format and the certificates", async () => {
      const asked: AttestedAuthenticator[] = [];
      verdict = (authenticator) => asked.push(authenticator) > 0;

      const { answer } = await add(current(), CERTIFIED);

      const [shown] = asked;
      const certificate = new X509Certificate(shown?.certificates[0] ?? expect.fail("no certificate"));
      expect([answer.status, shown?.aaguid, shown?.format]).to.deep.equal([200, YUBIKEY, "packed"]);
      expect([certificate.subject, certificate.ca]).to.deep.include(false).and.not.include("");
      expect(shown?.attestationObject.length).to.be.greaterThan(500);
    });

    for (const [what, says] of Object.entries({
      no: () => false,
      "no, later": () => Promise.resolve(false),
      "nothing at all": () => undefined,
      "something that is merely true": () => "yes",
    } satisfies Readonly<Record<string, Verdict>>))
      it(`is refused where the app says ${what}`, async () => {
        verdict = says;

        const { answer, names, reasons } = await add(current(), CERTIFIED);

        expect([answer.status, names, reasons]).to.deep.equal([401, [], ["authenticator_not_trusted"]]);
      });

    for (const [what, says] of Object.entries({
      throws: () => {
        throw new Error("no metadata");
      },
      rejects: () => Promise.reject(new Error("no metadata")),
    } satisfies Readonly<Record<string, Verdict>>))
      it(`is not added where the app ${what}: nobody has looked at it`, async () => {
        verdict = says;

        const { answer, names } = await add(current(), CERTIFIED);

        expect([answer.status, answer.body.code, names]).to.deep.equal([503, "ERR-UNAVAILABLE", []]);
        expect(answer.text).not.to.include("metadata");
      });

    it("is called what the app's list of models says, unless it is given a name", async () => {
      verdict = () => true;

      const tried = [
        await add(current(), CERTIFIED),
        await add(current(), { ...CERTIFIED, aaguid: YUBIKEY.replace("c", "d") }),
        await add(current(), CERTIFIED, { body: { name: "Mine" } }),
      ];

      expect(tried.map(({ names }) => names[0])).to.deep.equal(["YubiKey 5", "Passkey", "Mine"]);
    });
  },
  {
    sallyport: {
      ...KEYS,
      webauthn: {
        attestation: "direct",
        verifyAuthenticator: (authenticator) => verdict(authenticator) as boolean,
        nameOf: (aaguid) => (aaguid === YUBIKEY ? " YubiKey 5 " : undefined),
      },
    },
  },
);
