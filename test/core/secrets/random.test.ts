import { expect } from "chai";
import { validate, version } from "uuid";
import { chiSquare } from "../../support/chi-square.ts";
import { newId, randomDigits, randomToken, systemRandom } from "../../../packages/core/src/secrets/random.ts";

const RUNS = 10_000;

describe("randomDigits", () => {
  it("gives 10 000 codes whose digits are uniform in each position, leading zeros included", () => {
    const codes = Array.from({ length: RUNS }, () => randomDigits(systemRandom, 6));

    const statistics = Array.from({ length: 6 }, (_, position) => chiSquare(codes, position));

    expect(Math.max(...statistics)).to.be.below(50);
    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).to.equal(true);
    expect(codes.some((code) => code.startsWith("0"))).to.equal(true);
  });

  it("makes each digit from exactly 25 of the 256 bytes, and none from the other six", () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

    const digits = randomDigits(() => everyByte, 250);

    const counts = Array.from({ length: 10 }, (_, digit) => digits.split(String(digit)).length - 1);
    expect(counts).to.deep.equal(Array(10).fill(25));
  });

  it("draws again after unusable bytes, and ends with a source that has no others", () => {
    const draws = [new Uint8Array(12).fill(255), new Uint8Array(12).fill(7)];

    const code = randomDigits(() => draws.shift() ?? new Uint8Array(), 6);

    expect(code).to.equal("777777");
    expect(() => randomDigits((bytes) => new Uint8Array(bytes).fill(255), 6)).to.throw("random source");
  });
});

describe("randomToken", () => {
  it("carries 256 bits in 43 characters by default, never the same twice", () => {
    const tokens = Array.from({ length: 1000 }, () => randomToken(systemRandom));

    expect(new Set(tokens)).to.have.property("size", 1000);
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).to.equal(true);
  });

  it("takes as many bytes as it is told, from the given source", () => {
    const token = randomToken((bytes) => new Uint8Array(bytes).fill(0xff), 3);

    expect(token).to.equal("____");
  });
});

describe("newId", () => {
  it("is a UUIDv7 that sorts by the clock it is given", () => {
    const at = (time: string): string =>
      newId({ clock: { now: () => new Date(time), offsetMs: 0 }, random: systemRandom });

    const ids = [at("2001-01-01T00:00:00Z"), at("2026-11-17T12:00:00.000Z"), at("2026-11-17T12:00:00.001Z")];

    expect(ids.every((id) => validate(id) && version(id) === 7)).to.equal(true);
    expect(ids).to.deep.equal([...ids].sort());
    expect(parseInt(ids[1]?.replace("-", "").slice(0, 12) ?? "", 16)).to.equal(Date.parse("2026-11-17T12:00:00Z"));
  });

  it("is new at every call of one instant", () => {
    const clock = { now: () => new Date(0), offsetMs: 0 };

    const ids = Array.from({ length: 1000 }, () => newId({ clock, random: systemRandom }));

    expect(new Set(ids)).to.have.property("size", 1000);
  });
});
