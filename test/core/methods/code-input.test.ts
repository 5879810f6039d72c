import { expect } from "chai";
import fc from "fast-check";
import { normaliseCode } from "../../../packages/core/src/methods/code-input.ts";

/** What is no code, whatever a client sends. */
const NO_CODES: readonly unknown[] = [
  undefined,
  null,
  true,
  123456,
  12345678n,
  NaN,
  {},
  [],
  ["123456"],
  { toString: () => "123456" },
  new Date(),
  "",
  " ",
  "1",
  "12345",
  "1234567",
  "123456789",
  "12345a",
  "0x1234",
  "1e5000",
  "+12345",
  "-1234",
  "12.345",
  "NaN",
  "١٢٣٤٥٦",
  "１２３４５６",
  "123456\u0000",
  "\u0000123456",
  "123456\n",
  "\n123456",
  "123\t456",
  "123456\u200b",
  "123\u00a0456",
  "123_456",
  "123456;",
  "123456 OR 1=1",
  "123\u2011456",
  "1".repeat(100_000),
  `123456${" ".repeat(100)}`,
];

describe("normaliseCode", () => {
  it("drops spaces and hyphens, and keeps leading zeros", () => {
    const typed = ["000000", "123 456", "123-456", " 123456 ", "1234 5678", "0708-1804", "1-2-3-4-5-6"];

    const codes = typed.map(normaliseCode);

    expect(codes).to.deep.equal(["000000", "123456", "123456", "123456", "12345678", "07081804", "123456"]);
  });

  it("takes nothing else for a code", () => {
    const accepted = NO_CODES.filter((text) => normaliseCode(text) !== undefined);

    expect(accepted).to.deep.equal([]);
  });

  it("returns six or eight ASCII digits or undefined for any input, and its own output unchanged", () => {
    const digitsAndNoise = fc.string({ unit: fc.constantFrom(...Array.from("0123456789 -٣a")), maxLength: 12 });

    fc.assert(
      fc.property(fc.oneof(fc.anything(), digitsAndNoise), (input) => {
        const code = normaliseCode(input);
        if (code === undefined) return;
        expect(code).to.match(/^(?:[0-9]{6}|[0-9]{8})$/);
        expect(normaliseCode(code)).to.equal(code);
        expect(String(input).replace(/[ -]/g, "")).to.equal(code);
      }),
      { numRuns: 2000 },
    );
  });
});
