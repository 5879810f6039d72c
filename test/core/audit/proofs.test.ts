import { expect } from "chai";
import type { AuditCheckpoint, AuditStrand } from "@sallyport/core";
import { checkCheckpoint, makeCheckpoint, parseCheckpoint } from "../../../packages/core/src/audit/checkpoint.ts";
import { checkProof, proofOf, pseudonymOf } from "../../../packages/core/src/audit/erasure.ts";
import { checkFloor, sealFloor } from "../../../packages/core/src/audit/floor.ts";
import { formatCursor, parseCursor } from "../../../packages/core/src/audit/cursor.ts";
import { systemClock } from "../../../packages/core/src/clock.ts";
import { createKeyRing } from "../../../packages/core/src/secrets/key-ring.ts";
import { auditRow } from "../../support/audit-row.ts";

const keyRing = createKeyRing([new Uint8Array(32).fill(2), new Uint8Array(32).fill(1)]);
const old = createKeyRing([new Uint8Array(32).fill(1)]);
const strange = createKeyRing([new Uint8Array(32).fill(3)]);

describe("The proof of an erasure", () => {
  const erased = { id: "row", part: "user", pseudonym: "erased:1", digest: "digest" } as const;

  it("holds for the part it was made for, also under an older key", () => {
    expect([
      checkProof(keyRing, erased, proofOf(keyRing, erased)),
      checkProof(keyRing, erased, proofOf(old, erased)),
    ]).to.deep.equal(["valid", "valid"]);
  });

  for (const other of [{ id: "x" }, { part: "actor" }, { pseudonym: "x" }, { digest: "x" }] as const)
    it(`does not hold for another ${Object.keys(other).join("")}`, () => {
      expect(checkProof(keyRing, { ...erased, ...other }, proofOf(keyRing, erased))).to.equal("invalid");
    });

  it("can't be told of where its key is not there, and is invalid where it is no proof of a known one", () => {
    expect(checkProof(keyRing, erased, proofOf(strange, erased))).to.equal("key_unknown");
    expect(checkProof(keyRing, erased, keyRing.currentKeyId)).to.equal("invalid");
  });

  it("binds the name of its part, or nothing where there is none", () => {
    const row = auditRow({ userId: "erased:1", actorId: null });

    expect([pseudonymOf(row, "user"), pseudonymOf(row, "actor")]).to.deep.equal(["erased:1", ""]);
  });
});

describe("The floor of a strand", () => {
  const place = { chain: "events", strand: 3, seq: 7, link: "link" };
  const strandOf = (floor: AuditStrand["floor"]): AuditStrand => ({ ...place, seq: 9, floor });

  it("is valid where it was sealed, and where none ever was", () => {
    expect(checkFloor(keyRing, strandOf({ seq: 7, link: "link", seal: sealFloor(old, place) }))).to.equal("valid");
    expect(checkFloor(keyRing, strandOf({ seq: 0, link: "", seal: "" }))).to.equal("valid");
  });

  for (const other of [{ chain: "attempts" }, { strand: 4 }, { seq: 8 }, { link: "another" }])
    it(`is not valid with the seal of another ${Object.keys(other).join("")}`, () => {
      const seal = sealFloor(keyRing, { ...place, ...other });

      expect(checkFloor(keyRing, strandOf({ seq: 7, link: "link", seal }))).to.equal("invalid");
    });

  it("can't be told of where its key is not there", () => {
    expect(checkFloor(keyRing, strandOf({ seq: 7, link: "link", seal: sealFloor(strange, place) }))).to.equal(
      "key_unknown",
    );
  });
});

describe("A checkpoint", () => {
  const made: Promise<AuditCheckpoint> = makeCheckpoint({
    ...{ keyRing, clock: systemClock },
    archive: {
      strands: () =>
        Promise.resolve([
          { chain: "events", strand: 0, seq: 12, link: "a", floor: { seq: 0, link: "", seal: "" } },
          { chain: "events", strand: 1, seq: 0, link: "", floor: { seq: 0, link: "", seal: "" } },
        ]),
    },
  });

  it("is valid as it was made, and after a way through JSON, in whatever order", async () => {
    const { mac, ...rest } = await made;

    expect(checkCheckpoint({ keyRing }, await made)).to.equal("valid");
    expect(parseCheckpoint(JSON.stringify({ mac, ...rest }))).to.deep.equal(await made);
    expect(rest.strands).to.deep.equal([{ chain: "events", strand: 0, seq: 12, link: "a" }]);
  });

  for (const [name, change] of Object.entries({
    "another time": { at: "2026-01-01T00:00:00.000Z" },
    "no strands": { strands: [] },
    "another end": { strands: [{ chain: "events", strand: 0, seq: 11, link: "a" }] },
    "another key that is there": { keyId: old.currentKeyId },
    "another mac": { mac: "bWFj" },
    "no sense": { version: 2 as unknown as 1 },
  }))
    it(`is forged with ${name}`, async () => {
      expect(checkCheckpoint({ keyRing }, { ...(await made), ...change })).to.equal("forged");
    });

  it("can't be told of where its key is not there", async () => {
    expect(checkCheckpoint({ keyRing: strange }, await made)).to.equal("key_unknown");
  });

  it("is none in a file of something else", () => {
    for (const text of ["", "{}", "[]", "null", '{"version":1}']) expect(parseCheckpoint(text)).to.equal(undefined);
  });
});

describe("A cursor", () => {
  it("comes back as it was given out", () => {
    const cursor = { at: new Date("2026-03-01T12:00:00.250Z"), id: "0199b3c4-5d6e-7f80-9a1b-2c3d4e5f6071" };

    expect(parseCursor(formatCursor(cursor))).to.deep.equal(cursor);
  });

  for (const text of [
    "",
    "x",
    Buffer.from("1.x").toString("base64url"),
    "a".repeat(5000),
    formatCursor({ at: new Date(NaN), id: "x" }),
  ])
    it(`is refused where it is none: ${text.slice(0, 20)}`, () => {
      expect(() => parseCursor(text))
        .to.throw()
        .with.nested.property("members.errors[0].field", "cursor");
    });
});
