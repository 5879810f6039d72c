import { expect } from "chai";
import { randomBytes } from "node:crypto";
import type { Parts } from "../../../../packages/core/src/parts.ts";
import { isCode, makeCode, openCode, type CodeBinding } from "../../../../packages/core/src/methods/sent-code/code.ts";
import { createKeyRing } from "../../../../packages/core/src/secrets/key-ring.ts";
import { systemRandom } from "../../../../packages/core/src/secrets/random.ts";
import { chiSquare } from "../../../support/chi-square.ts";

const [OLD, NEW] = [randomBytes(32), randomBytes(32)];
const BINDING: CodeBinding = { purpose: "sign-in", userId: "ada", methodId: "mobile", boundTo: "challenge" };
const RUNS = 10_000;

/** All that a code is made of. */
function partsWith(...keys: readonly Uint8Array[]): Parts {
  return { settings: { random: systemRandom }, keyRing: createKeyRing(keys) } as Parts;
}

describe("A code that is to be sent", () => {
  const parts = partsWith(OLD);

  it("is six digits, each of them uniform over 10 000 codes, leading zeros included", () => {
    const codes = Array.from({ length: RUNS }, () => openCode(parts, makeCode(parts, BINDING), BINDING) ?? "");

    const statistics = Array.from({ length: 6 }, (_, position) => chiSquare(codes, position));

    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).to.equal(true);
    expect(Math.max(...statistics)).to.be.below(50);
    expect(codes.some((code) => code.startsWith("0"))).to.equal(true);
  });

  it("is kept in a form that shows nothing of it, and never looks the same", () => {
    const sealed = Array.from({ length: 100 }, () => makeCode(parts, BINDING));

    const codes = sealed.map((each) => openCode(parts, each, BINDING) ?? "");

    expect(new Set(sealed).size).to.equal(100);
    expect(sealed.filter((each, index) => each.includes(codes[index]!))).to.deep.equal([]);
  });

  for (const other of [{ purpose: "step-up" }, { userId: "bob" }, { methodId: "tablet" }, { boundTo: "elsewhere" }])
    it(`is no code of anything else: ${JSON.stringify(other)}`, () => {
      const sealed = makeCode(parts, BINDING);
      const code = openCode(parts, sealed, BINDING) ?? "";

      const theirs = { ...BINDING, ...other } as CodeBinding;

      expect(isCode(parts, code, sealed, BINDING)).to.equal(true);
      expect(openCode(parts, sealed, theirs)).to.equal(undefined);
      expect(isCode(parts, code, sealed, theirs)).to.equal(false);
    });

  it("is still known after its key was changed, and not after it was taken away", () => {
    const sealed = makeCode(parts, BINDING);

    const [during, after] = [partsWith(NEW, OLD), partsWith(NEW)].map((each) => openCode(each, sealed, BINDING));

    expect(during).to.match(/^[0-9]{6}$/);
    expect(after).to.equal(undefined);
  });
});
