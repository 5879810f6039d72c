import { expect } from "chai";
import fc from "fast-check";
import { secretsEqual } from "../../../packages/core/src/secrets/equal.ts";

describe("secretsEqual", () => {
  it("agrees with === on any two texts, of any lengths", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(secretsEqual(a, b)).to.equal(a === b);
        expect(secretsEqual(a, a)).to.equal(true);
        expect(secretsEqual(a, `${a}x`)).to.equal(false);
      }),
    );
  });

  it("compares bytes with their text", () => {
    expect(secretsEqual("123456", new TextEncoder().encode("123456"))).to.equal(true);
    expect(secretsEqual("123456", new TextEncoder().encode("123457"))).to.equal(false);
  });
});
