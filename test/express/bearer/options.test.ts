import { expect } from "chai";
import { createPublicKey, createSecretKey, generateKeyPairSync, randomBytes, type KeyObject } from "node:crypto";
import { generateKeyPair } from "jose";
import { bearer, SallyportConfigError, type BearerOptions } from "sallyport";
import { BEARER, publicKey } from "./issuer.ts";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const shortRsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const exchange = generateKeyPairSync("x25519");
const pair = await generateKeyPair("ES256");
const jwk = ec.publicKey.export({ format: "jwk" });
const pem = ec.publicKey.export({ type: "spki", format: "pem" });

/** Options that nobody can mean, and the one that is named. */
const WRONG: Readonly<Record<string, readonly [Record<string, unknown>, string]>> = {
  "no issuer": [{ issuer: undefined }, "bearer.issuer"],
  "an empty issuer": [{ issuer: "" }, "bearer.issuer"],
  "no audience": [{ audience: undefined }, "bearer.audience"],
  "an empty list of audiences": [{ audience: [] }, "bearer.audience"],
  "an option that is not there": [{ algorithm: ["ES256"] }, "bearer.algorithm"],
  "no algorithm": [{ algorithms: [] }, "bearer.algorithms"],
  "the algorithm none": [{ algorithms: ["none"] }, "bearer.algorithms"],
  "the algorithm none beside another": [{ algorithms: ["ES256", "none"] }, "bearer.algorithms"],
  "HMAC for a public key": [{ algorithms: ["HS256"] }, "bearer.algorithms"],
  "another algorithm than that of the key": [{ algorithms: ["RS256"] }, "bearer.algorithms"],
  "a key pair's algorithm for a secret": [{ keys: randomBytes(32), algorithms: ["ES256"] }, "bearer.algorithms"],
  "an algorithm that is too long for its secret": [
    { keys: randomBytes(32), algorithms: ["HS512"] },
    "bearer.algorithms",
  ],
  "a tolerance of an hour": [{ clockToleranceSeconds: 3600 }, "bearer.clockToleranceSeconds"],
  "a tolerance below zero": [{ clockToleranceSeconds: -1 }, "bearer.clockToleranceSeconds"],
  "requireSession in words": [{ requireSession: "yes" }, "bearer.requireSession"],
  "no keys": [{ keys: undefined }, "bearer.keys"],
  "keys that are a number": [{ keys: 7 }, "bearer.keys"],
  "a PEM where an address belongs": [{ keys: pem }, "bearer.keys"],
  "an address without TLS": [{ keys: "http://bank.example/jwks.json" }, "bearer.keys"],
  "an address that looks like this machine": [{ keys: "http://127.0.0.1.bank.example/jwks" }, "bearer.keys"],
  "an address of a file": [{ keys: new URL("file:///etc/keys.json") }, "bearer.keys"],
  "a secret of 31 bytes": [{ keys: randomBytes(31) }, "bearer.keys"],
  "a secret key of 31 bytes": [{ keys: createSecretKey(randomBytes(31)) }, "bearer.keys"],
  "a public key's PEM for a secret": [{ keys: Buffer.from(pem) }, "bearer.keys"],
  "a public key's PEM for a secret key": [{ keys: createSecretKey(Buffer.from(`\n${String(pem)}`)) }, "bearer.keys"],
  "a public key's DER for a secret": [{ keys: ec.publicKey.export({ type: "spki", format: "der" }) }, "bearer.keys"],
  "a public key's JWK for a secret": [{ keys: Buffer.from(JSON.stringify(jwk)) }, "bearer.keys"],
  "an SSH key for a secret": [{ keys: Buffer.from(`ssh-ed25519 ${"A".repeat(68)}`) }, "bearer.keys"],
  "a private key": [{ keys: ec.privateKey }, "bearer.keys"],
  "a private CryptoKey": [{ keys: pair.privateKey }, "bearer.keys"],
  "a key of 1024 bits": [{ keys: shortRsa.publicKey }, "bearer.keys"],
  "a key that signs nothing": [{ keys: exchange.publicKey }, "bearer.keys"],
  "an empty JWK Set": [{ keys: { keys: [] } }, "bearer.keys"],
  "a JWK Set of something else": [{ keys: { keys: ["key"] } }, "bearer.keys"],
  "a JWK Set with a secret": [{ keys: { keys: [jwk, { kty: "oct", k: "c2VjcmV0" }] } }, "bearer.keys"],
  "a JWK Set with a private key": [{ keys: { keys: [ec.privateKey.export({ format: "jwk" })] } }, "bearer.keys"],
};

describe("bearer", () => {
  for (const [what, [options, option]] of Object.entries(WRONG))
    it(`refuses to start with ${what}, and names ${option}`, () => {
      const problem = problemsOf({ ...BEARER, ...options })[0];

      expect(problem?.option).to.equal(option);
      expect(problem?.remedy).to.match(/^(?:Write|Give|Use|Name|Put|Pass|It knows)/);
    });

  it("refuses to start without options, and lists all that is missing", () => {
    const problems = problemsOf(undefined as unknown as BearerOptions);

    expect(problems.map(({ option }) => option)).to.include("bearer.keys");
    expect(problemsOf({} as BearerOptions).map(({ option }) => option)).to.have.members([
      ...["bearer.issuer", "bearer.audience", "bearer.keys"],
    ]);
  });

  it("shows nothing of a secret that it refuses", () => {
    const secret = "correct horse battery";

    const text = JSON.stringify(problemsOf({ ...BEARER, keys: Buffer.from(secret) }));

    expect(text).to.include("21 bytes").and.not.include(secret).and.not.include(Buffer.from(secret).toString("base64"));
  });

  it("takes every kind of key that can check a signature", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
    const good: readonly (readonly [BearerOptions["keys"], string])[] = [
      ...([
        [publicKey, "ES256"],
        [ec.publicKey, "ES256"],
        [rsa, "PS512"],
        [rsa, "RS256"],
      ] as const),
      ...([
        [{ keys: [jwk] } as BearerOptions["keys"], "ES256"],
        ["https://bank.example/jwks", "EdDSA"],
      ] as const),
      ...["http://localhost:1", "http://127.0.0.2:1", "http://[::1]:1"].map((url) => [url, "ES256"] as const),
      ...([
        [randomBytes(32), "HS256"],
        [createSecretKey(randomBytes(64)), "HS512"],
      ] as const),
      ...([
        [createPublicKey(ed25519()), "Ed25519"],
        [createPublicKey(ed25519()), "EdDSA"],
      ] as const),
    ];

    for (const [keys, algorithm] of good)
      expect(problemsOf({ ...BEARER, keys, algorithms: [algorithm] }), algorithm).to.deep.equal([]);
  });
});

function ed25519(): KeyObject {
  return generateKeyPairSync("ed25519").privateKey;
}

function problemsOf(options: BearerOptions): SallyportConfigError["problems"] | readonly [] {
  try {
    bearer(options);
    return [];
  } catch (error) {
    if (error instanceof SallyportConfigError) return error.problems;
    throw error;
  }
}
