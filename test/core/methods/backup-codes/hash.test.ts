import { expect } from "chai";
import { randomBytes, scryptSync } from "node:crypto";
import { SallyportConfigError } from "../../../../packages/core/src/errors.ts";
import {
  createBackupCodeHasher,
  type BackupCodeHasher,
} from "../../../../packages/core/src/methods/backup-codes/hash.ts";
import { createKeyRing } from "../../../../packages/core/src/secrets/key-ring.ts";
import { systemRandom } from "../../../../packages/core/src/secrets/random.ts";

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const CHEAP = { N: 16, r: 1, p: 1 };
const CODE = "7K3QX-9ZWVB";

type HasherOptions = Parameters<typeof createBackupCodeHasher>[0];

function hasherWith(keys: readonly Uint8Array[], options: Partial<HasherOptions> = {}): BackupCodeHasher {
  return createBackupCodeHasher({ keyRing: createKeyRing(keys), cost: CHEAP, random: systemRandom, ...options });
}

/** Milliseconds of the middle one of five runs. */
async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[2] ?? 0;
}

describe("the hasher of backup codes", () => {
  it("accepts the code that was hashed, in any spelling, and no other", async () => {
    const hasher = hasherWith([NEW]);
    const stored = await hasher.hash("u", CODE);

    const guesses = [CODE, "7k3qx9zwvb", " 7K3QX 9ZWVB ", "7K3QX-9ZWVC", "", "7K3QX"];
    const verdicts = await Promise.all(guesses.map((guess) => hasher.verify("u", guess, stored)));

    expect(verdicts).to.deep.equal([true, true, true, false, false, false]);
  });

  it("accepts nothing from another user's row", async () => {
    const hasher = hasherWith([NEW]);
    const stored = await hasher.hash("u", CODE);

    const verdict = await hasher.verify("v", CODE, stored);

    expect(verdict).to.equal(false);
  });

  it("stores salt, cost and key id, and nothing of the code", async () => {
    const hasher = hasherWith([NEW]);

    const stored = await Promise.all([CODE, CODE, CODE].map((code) => hasher.hash("u", code)));

    expect(new Set(stored.map((text) => text.split("$")[6]))).to.have.property("size", 3);
    expect(new Set(stored.map((text) => text.split("$")[7]))).to.have.property("size", 3);
    for (const text of stored) {
      expect(text).to.match(/^scrypt\$v1\$[\w-]{11}\$16\$1\$1\$[\w-]{22}\$[\w-]{43}$/);
      expect(text.split("$")[2]).to.equal(createKeyRing([NEW]).currentKeyId);
    }
  });

  it("is worth nothing without the key: scrypt of the bare code is another hash", async () => {
    const stored = await hasherWith([NEW]).hash("u", CODE);
    const [salt = "", hash] = stored.split("$").slice(-2);

    const bare = ["7K3QX9ZWVB", CODE].map((code) => scryptSync(code, Buffer.from(salt, "base64url"), 32, CHEAP));

    expect(bare.map((bytes) => bytes.toString("base64url"))).not.to.include(hash);
  });

  it("verifies older hashes after a rotation of the key and a change of the cost, and none of a retired key", async () => {
    const stored = await hasherWith([OLD]).hash("u", CODE);

    const rotated = await hasherWith([NEW, OLD], { cost: { N: 32, r: 2, p: 2 } }).verify("u", CODE, stored);
    const retired = await hasherWith([NEW]).verify("u", CODE, stored);

    expect([rotated, retired]).to.deep.equal([true, false]);
  });

  it("takes a missing, damaged or dangerous hash for a wrong code", async () => {
    const hasher = hasherWith([NEW]);
    const stored = await hasher.hash("u", CODE);
    const costs = ["1073741824$8$3", "16$1$9999", "15$1$1", "0$0$0", "1048576$32$1"];
    const dangerous = costs.map((cost) => stored.replace("16$1$1", cost));
    const damaged = ["", "{}", "scrypt", stored.slice(0, -1), `${stored}x`, stored.replace("v1", "v2"), `${stored}\n`];

    const verdicts = await Promise.all(
      [undefined, ...dangerous, ...damaged].map((text) => hasher.verify("u", CODE, text)),
    );

    expect(verdicts).to.deep.equal(Array(13).fill(false));
  });

  it("takes as long with nothing stored, or nothing readable, as with a wrong code", async () => {
    const hasher = hasherWith([NEW], { cost: { N: 2 ** 13, r: 8, p: 1 } });
    const stored = await hasher.hash("u", CODE);
    const retired = await hasherWith([OLD]).hash("u", CODE);

    const wrong = await median(() => hasher.verify("u", "00000-00000", stored));
    const times: number[] = [];
    for (const other of [undefined, "damaged", retired])
      times.push(await median(() => hasher.verify("u", CODE, other)));

    // Without the decoy it is some hundred times less.
    expect(Math.min(...times)).to.be.above(wrong / 5);
  });

  it("runs at the default cost, whose memory is above Node's own limit", async () => {
    const hasher = hasherWith([NEW], { cost: { N: 2 ** 15, r: 8, p: 3 } });

    const stored = await hasher.hash("u", CODE);

    expect(stored).to.include("$32768$8$3$");
    expect(await hasher.verify("u", CODE, stored)).to.equal(true);
  });

  it("lets the event loop turn while it hashes", async () => {
    const hasher = hasherWith([NEW], { cost: { N: 2 ** 14, r: 8, p: 1 } });
    let turns = 0;
    const counter = setInterval(() => turns++, 1);

    await Promise.all(Array.from({ length: 6 }, () => hasher.hash("u", CODE)));
    clearInterval(counter);

    // Six blocking hashes would let the timer in six times at most.
    expect(turns).to.be.above(8);
  });

  it("refuses with 503 what exceeds its queue, and still answers the rest", async () => {
    const hasher = hasherWith([NEW], { concurrency: 1, maxQueued: 3 });

    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.verify("u", CODE, undefined)));

    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    expect(refusals).to.have.length(6);
    for (const refusal of refusals) expect(refusal).to.include({ code: "ERR-UNAVAILABLE", retryAfterSeconds: 1 });
  });

  it("refuses at start a cost that scrypt cannot run with", () => {
    const costs = [
      { N: 1000, r: 8, p: 1 },
      { N: 1, r: 1, p: 1 },
      { N: 2 ** 20, r: 32, p: 1 },
      { N: 2 ** 16, r: 1, p: 1 },
      { N: 16, r: 1, p: 0 },
    ];

    for (const cost of costs)
      expect(() => hasherWith([NEW], { cost }), JSON.stringify(cost)).to.throw(SallyportConfigError);
  });
});
