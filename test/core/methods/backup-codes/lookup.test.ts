import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { createBackupCodes } from "../../../../packages/core/src/methods/backup-codes/code.ts";
import { backupCodeLookup } from "../../../../packages/core/src/methods/backup-codes/lookup.ts";
import { createKeyRing, type KeyRing } from "../../../../packages/core/src/secrets/key-ring.ts";
import { systemRandom } from "../../../../packages/core/src/secrets/random.ts";

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const ring = createKeyRing([NEW]);

describe("backupCodeLookup", () => {
  it("is a number from 0 to 255, spread over all of them", () => {
    const codes = createBackupCodes({ random: systemRandom, count: 10_000, symbols: 10 });

    const values = codes.map((code) => backupCodeLookup(ring, { userId: "u", code })[0]);

    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 256)).to.equal(true);
    expect(new Set(values)).to.have.property("size", 256);
  });

  it("keeps the codes of a generation apart, so that a guess has at most one candidate", () => {
    const lookupOf = (code: string): number => backupCodeLookup(ring, { userId: "u", code })[0];

    const generations = Array.from({ length: 200 }, () =>
      createBackupCodes({ random: systemRandom, count: 20, symbols: 10, distinctBy: lookupOf }),
    );

    const sizes = generations.map((codes) => new Set(codes.map(lookupOf)).size);
    expect(sizes).to.deep.equal(Array(200).fill(20));
  });

  it("is the same for every spelling of a code, and another for another user or key", () => {
    const codes = createBackupCodes({ random: systemRandom, count: 50, symbols: 10 });
    const all = (userId: string, keyRing: KeyRing = ring): number[] =>
      codes.map((code) => backupCodeLookup(keyRing, { userId, code })[0]);

    const typed = codes.map((code) => backupCodeLookup(ring, { userId: "u", code: ` ${code.toLowerCase()} ` })[0]);

    expect(typed).to.deep.equal(all("u"));
    expect(all("v")).not.to.deep.equal(all("u"));
    expect(all("u", createKeyRing([OLD]))).not.to.deep.equal(all("u"));
  });

  it("comes once per key, newest first, so that codes are found after a rotation", () => {
    const guess = { userId: "u", code: "01234-56789" };

    const rotated = backupCodeLookup(createKeyRing([NEW, OLD]), guess);

    const [underNew] = backupCodeLookup(createKeyRing([NEW]), guess);
    const [underOld] = backupCodeLookup(createKeyRing([OLD]), guess);
    expect(rotated).to.deep.equal([underNew, underOld]);
  });
});
