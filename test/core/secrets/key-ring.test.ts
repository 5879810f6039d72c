import { expect } from "chai";
import fc from "fast-check";
import { randomBytes } from "node:crypto";
import { SallyportConfigError } from "../../../packages/core/src/errors.ts";
import { aadFor, createKeyRing } from "../../../packages/core/src/secrets/key-ring.ts";

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const SECRET = new Uint8Array(randomBytes(20));
const AAD = aadFor({ table: "mfa_methods", column: "secret", rowId: "row-1", userId: "user-1" });

describe("a key ring", () => {
  it("opens what it sealed, whatever the bytes", () => {
    const ring = createKeyRing([NEW]);

    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: "binary" }), (plaintext, aad) => {
        expect(ring.open(ring.seal(plaintext, aad), aad)).to.deep.equal({ ok: true, plaintext });
      }),
    );
  });

  it("never seals one secret to the same text twice, and never shows it", () => {
    const ring = createKeyRing([NEW]);

    const sealed = Array.from({ length: 1000 }, () => ring.seal(SECRET, AAD));

    expect(new Set(sealed)).to.have.property("size", 1000);
    expect(new Set(sealed.map((text) => text.split(".")[2]))).to.have.property("size", 1000);
    expect(sealed.join()).not.to.include(Buffer.from(SECRET).toString("base64url").slice(0, 8));
  });

  it("does not open after any bit of the ciphertext has changed", () => {
    const ring = createKeyRing([NEW]);
    const sealed = Buffer.from(ring.seal(SECRET, AAD));

    const results = Array.from({ length: sealed.length * 8 }, (_, bit) => {
      const tampered = Buffer.from(sealed);
      tampered.writeUInt8(tampered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return ring.open(tampered.toString("latin1"), AAD).ok;
    });

    expect(results).not.to.include(true);
  });

  it("says unreadable when any bit of nonce, ciphertext or tag has changed", () => {
    const ring = createKeyRing([NEW]);
    const [version, keyId, ...parts] = ring.seal(SECRET, AAD).split(".");

    const reasons = parts.flatMap((part, at) => {
      const bytes = Buffer.from(part, "base64url");
      return Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const body = parts.map((other, index) => (index === at ? changed.toString("base64url") : other));
        return ring.open([version, keyId, ...body].join("."), AAD);
      });
    });

    expect(reasons).to.deep.equal(Array(reasons.length).fill({ ok: false, reason: "unreadable" }));
  });

  it("does not open a ciphertext in another table, column, row or user", () => {
    const ring = createKeyRing([NEW]);
    const cell = { table: "t", column: "c", rowId: "r", userId: "u" };
    const sealed = ring.seal(SECRET, aadFor(cell));

    const others = Object.keys(cell).map((name) => ring.open(sealed, aadFor({ ...cell, [name]: "other" })));

    expect(others).to.deep.equal(Array(4).fill({ ok: false, reason: "unreadable" }));
  });

  it("calls everything that is no ciphertext unreadable", () => {
    const ring = createKeyRing([NEW]);
    const sealed = ring.seal(SECRET, AAD);
    const junk = [
      null,
      undefined,
      "",
      "{}",
      "v1",
      "v1...",
      `v1.${ring.currentKeyId}..`,
      sealed.slice(0, -1),
      sealed.slice(0, 30),
    ];
    const lengths = [0, 8, 11, 13, 16].map((bytes) =>
      sealed.split(".").with(2, randomBytes(bytes).toString("base64url")).join("."),
    );
    const spellings = [
      `${sealed}=`,
      `${sealed}.`,
      ` ${sealed}`,
      sealed.replace("v1", "v2"),
      `${sealed}\n`,
      `${sealed}.x`,
    ];

    const reasons = [...junk, ...lengths, ...spellings].map((text) => ring.open(text, AAD));

    expect(reasons).to.deep.equal(Array(reasons.length).fill({ ok: false, reason: "unreadable" }));
  });

  it("never throws on text that looks like a ciphertext", () => {
    const ring = createKeyRing([NEW]);
    const part = fc.oneof(fc.constant(ring.currentKeyId), fc.base64String(), fc.string());

    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        expect(ring.open(["v1", ...parts].join("."), AAD).ok).to.equal(false);
      }),
    );
  });

  it("opens after a rotation what the old key sealed, seals under the new one, and lets a retired key retire", () => {
    const sealedBefore = createKeyRing([OLD]).seal(SECRET, AAD);
    const rotated = createKeyRing([NEW, OLD]);
    const retired = createKeyRing([NEW]);

    const sealedAfter = rotated.seal(SECRET, AAD);

    expect(rotated.open(sealedBefore, AAD)).to.deep.equal({ ok: true, plaintext: SECRET });
    expect([sealedBefore, sealedAfter].map(rotated.isCurrent)).to.deep.equal([false, true]);
    expect(retired.open(sealedAfter, AAD)).to.deep.equal({ ok: true, plaintext: SECRET });
    expect(retired.open(sealedBefore, AAD)).to.deep.equal({ ok: false, reason: "unknown-key" });
  });

  it("names keys by ids that depend on the key alone and contain none of it", () => {
    const ring = createKeyRing([NEW, OLD, NEW]);

    expect(ring.keyIds).to.deep.equal([createKeyRing([NEW]).currentKeyId, createKeyRing([OLD]).currentKeyId]);
    expect(ring.currentKeyId).to.match(/^[\w-]{11}$/);
    expect(NEW.includes(Buffer.from(ring.currentKeyId, "base64url").subarray(0, 3))).to.equal(false);
  });

  it("makes keyed hashes per purpose, newest first, of which the first is the one to store", () => {
    const ring = createKeyRing([NEW, OLD]);

    const macs = ring.macs("token", "value");

    expect(macs).to.deep.equal([ring.mac("token", "value"), createKeyRing([OLD]).mac("token", "value")]);
    expect(new Set([...macs, ring.mac("other", "value"), ring.mac("token", "other")])).to.have.property("size", 4);
    expect(Buffer.from(ring.mac("token", "value"), "base64url")).to.have.length(32);
  });

  it("derives a key of 32 bytes per key and purpose, which is none of its own", () => {
    const ring = createKeyRing([NEW, OLD]);

    const [newest, older] = ring.derive("cookie");

    expect([newest?.length, older?.length]).to.deep.equal([32, 32]);
    expect(newest).not.to.deep.equal(older);
    expect(ring.derive("cookie")[0]).to.deep.equal(newest);
    expect(ring.derive("other")[0]).not.to.deep.equal(newest);
    expect(newest).not.to.deep.equal(new Uint8Array(NEW));
  });

  it("is not changed by a caller that wipes what it gave or was given", () => {
    const key = randomBytes(32);
    const ring = createKeyRing([key]);
    const before = { mac: ring.mac("p", "v"), derived: Buffer.from(ring.derive("p")[0] ?? []).toString("hex") };

    key.fill(0);
    ring.derive("p")[0]?.fill(0);

    expect(ring.mac("p", "v")).to.equal(before.mac);
    expect(Buffer.from(ring.derive("p")[0] ?? []).toString("hex")).to.equal(before.derived);
    expect(createKeyRing([key]).mac("q", "v")).not.to.equal(ring.mac("q", "v"));
  });

  it("refuses to start without keys or with short ones", () => {
    expect(() => createKeyRing([])).to.throw(SallyportConfigError);
    expect(() => createKeyRing([NEW, randomBytes(16)])).to.throw(SallyportConfigError);
  });
});

describe("aadFor", () => {
  it("tells any two cells apart, whatever their names contain", () => {
    const name = fc.string({ unit: fc.constantFrom(":", '"', ",", "\\", "[", "a", "\u0000", "é"), maxLength: 4 });
    const cell = fc.record({ table: name, column: name, rowId: name, userId: name });

    fc.assert(
      fc.property(cell, cell, (one, other) => {
        const same = one.table === other.table && one.column === other.column;
        const alike = same && one.rowId === other.rowId && one.userId === other.userId;
        expect(aadFor(one) === aadFor(other)).to.equal(alike);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps a colon in its own part", () => {
    const cell = { table: "t", column: "c" };

    expect(aadFor({ ...cell, rowId: "a:b", userId: "c" })).not.to.equal(aadFor({ ...cell, rowId: "a", userId: "b:c" }));
  });
});
