import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { parseSecret, parseSecrets } from "../../../packages/core/src/secrets/parse-secret.ts";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const PASSPHRASE = "seven brown owls quietly cross the frozen river at noon";

function problemOf(text: unknown): { code: string; reason: string; remedy: string; option: string } {
  const result = parseSecret(text, "MFA_SECRET");
  if (!("problem" in result)) throw new Error("it was accepted");
  return result.problem;
}

function keyOf(text: unknown): Uint8Array {
  const result = parseSecret(text, "MFA_SECRET");
  if (!("key" in result)) throw new Error(result.problem.reason);
  return result.key;
}

describe("parseSecret", () => {
  it("takes base64 and base64url of 32 bytes, padded or not, as the key itself", () => {
    const key = randomBytes(32);

    const read = [base64(key), base64(key).replace("=", ""), key.toString("base64url"), ` ${base64(key)}\n`].map(keyOf);

    expect(read).to.deep.equal(Array(4).fill(new Uint8Array(key)));
  });

  it("accepts every one of 2 000 random keys", () => {
    const keys = Array.from({ length: 2000 }, () => base64(randomBytes(32)));

    const { problems } = parseSecrets(keys, "secret");

    expect(problems).to.deep.equal([]);
  });

  it("stretches a passphrase to the key that PBKDF2 gives any other program", () => {
    const key = keyOf(PASSPHRASE);

    // python3 -c "import hashlib; print(hashlib.pbkdf2_hmac('sha512', P, b'sallyport/v1/passphrase', 210000, 32).hex())"
    expect(Buffer.from(key).toString("hex")).to.equal(
      "b3a5072550b12cbed979ffd8e757bbe7c09a5a49de2392c61bdb7c5f163b8301",
    );
  });

  it("accepts 32 random bytes in hex as a passphrase", () => {
    const key = keyOf(randomBytes(32).toString("hex"));

    expect(key).to.have.length(32);
  });

  const weak: Record<string, string> = {
    "a word": "secret",
    "the best known default": "changeme",
    "a short random text": "kR7#pLw2Vx!9",
    "31 characters": "nine wet cats ran past our gate",
    "seven characters in disorder": "abcabdacebfgaabgcefbdafcgedbbcafgdeacbgf",
    "the key of express-session's examples": "keyboard cat keyboard dog keyboard owl",
    "a placeholder that is long enough": "your-secret-key-goes-here-thirty-two",
    "a placeholder with capitals": "Please-CHANGE_ME-in-production-now-1",
    "one character, again and again": "a".repeat(64),
    "one word, again and again": "wombat-".repeat(8),
    "the alphabet": "abcdefghijklmnopqrstuvwxyz0123456789",
    "digits in a row": "12345678901234567890123456789012",
    "64 zeros in hex": "0".repeat(64),
    "a key of zeros": base64(new Uint8Array(32)),
    "a key of ones": base64(new Uint8Array(32).fill(0xff)),
    "a key of bytes that count up": base64(Uint8Array.from({ length: 32 }, (_, at) => at)),
    "a key of bytes that count down": base64(Uint8Array.from({ length: 32 }, (_, at) => 255 - at)),
    "a key that repeats four bytes": base64(Buffer.from("9f03c1e7".repeat(8), "hex")),
    "a key that repeats sixteen bytes": base64(
      Buffer.concat([Buffer.alloc(16, "Zk\u0001#x9pQ~\u0007ü4Lm"), Buffer.alloc(16, "Zk\u0001#x9pQ~\u0007ü4Lm")]),
    ),
    "base64 of text": base64(Buffer.from("the quick brown fox jumps over a")),
    "too few bytes in base64": base64(randomBytes(16)),
  };
  for (const [name, text] of Object.entries(weak))
    it(`refuses ${name} without showing it`, () => {
      const problem = problemOf(text);

      expect(problem.code).to.equal("CONFIG-SECRET-WEAK");
      expect(JSON.stringify(problem)).not.to.include(text);
    });

  for (const nothing of [undefined, null, ""])
    it(`says that ${nothing === "" ? "empty text" : String(nothing)} is missing`, () => {
      const problem = problemOf(nothing);

      expect(problem).to.include({ code: "CONFIG-SECRET-MISSING", option: "MFA_SECRET" });
    });

  it("refuses what is not text", () => {
    const codes = [42, {}, ["a"], true, randomBytes(32)].map((value) => problemOf(value).code);

    expect(codes).to.deep.equal(Array(5).fill("CONFIG-SECRET-WEAK"));
  });

  it("gives a remedy whose command prints a secret that is accepted", () => {
    const { remedy } = problemOf("changeme");

    const script = /node -e "(.*)"$/.exec(remedy)?.[1] ?? "";
    const printed = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });

    expect(keyOf(printed)).to.have.length(32);
  });
});

describe("parseSecrets", () => {
  it("gathers the problems of all secrets and names each by its place", () => {
    const { keys, problems } = parseSecrets(["changeme", base64(randomBytes(32)), ""], "secret");

    expect(keys).to.have.length(1);
    expect(problems.map(({ code, option }) => `${option} ${code}`)).to.deep.equal([
      "secret[0] CONFIG-SECRET-WEAK",
      "secret[2] CONFIG-SECRET-MISSING",
    ]);
  });

  it("names a single secret by the option alone, and an empty list as missing", () => {
    const single = parseSecrets(["secret"], "secret").problems;
    const none = parseSecrets([], "secret").problems;

    expect(single.map(({ option }) => option)).to.deep.equal(["secret"]);
    expect(none.map(({ code }) => code)).to.deep.equal(["CONFIG-SECRET-MISSING"]);
  });
});
