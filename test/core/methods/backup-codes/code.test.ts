import { expect } from "chai";
import fc from "fast-check";
import { createBackupCodes, normaliseBackupCode } from "../../../../packages/core/src/methods/backup-codes/code.ts";
import { systemRandom } from "../../../../packages/core/src/secrets/random.ts";

const ALPHABET = Array.from("0123456789ABCDEFGHJKMNPQRSTVWXYZ");

describe("createBackupCodes", () => {
  it("makes two groups of five symbols, or four of four, none of them I, L, O or U", () => {
    const usual = createBackupCodes({ random: systemRandom, count: 10, symbols: 10 });
    const strict = createBackupCodes({ random: systemRandom, count: 20, symbols: 16 });

    expect([usual.length, strict.length]).to.deep.equal([10, 20]);
    for (const code of usual) expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    for (const code of strict) expect(code).to.match(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("makes 10 000 different codes with every symbol equally likely in each position", () => {
    const codes = createBackupCodes({ random: systemRandom, count: 10_000, symbols: 10 });

    const statistics = Array.from({ length: 10 }, (_, position) => {
      const symbols = codes.map((code) => code.replace("-", "").charAt(position));
      const counts = ALPHABET.map((symbol) => symbols.filter((each) => each === symbol).length);
      return counts.reduce((sum, count) => sum + (count - 312.5) ** 2 / 312.5, 0);
    });

    expect(new Set(codes)).to.have.property("size", 10_000);
    // χ² with 31 degrees of freedom: above 100 once in some hundred million fair runs.
    expect(Math.max(...statistics)).to.be.below(100);
  });

  it("makes each symbol from exactly 8 of the 256 bytes", () => {
    let next = 0;
    const counted = createBackupCodes({
      random: (bytes) => Uint8Array.from({ length: bytes }, () => next++ % 256),
      count: 16,
      symbols: 16,
      distinctBy: () => next,
    });

    const all = counted.join("").replaceAll("-", "");

    expect(ALPHABET.map((symbol) => all.split(symbol).length - 1)).to.deep.equal(Array(32).fill(8));
  });

  it("draws again until no two codes share what they shall not", () => {
    const distinctBy = (code: string): string => code.charAt(0);

    const codes = createBackupCodes({ random: systemRandom, count: 20, symbols: 10, distinctBy });

    expect(new Set(codes.map(distinctBy))).to.have.property("size", 20);
  });

  it("gives up with an exception where the source repeats itself", () => {
    const stuck = { random: (bytes: number) => new Uint8Array(bytes), count: 2, symbols: 10 } as const;

    expect(() => createBackupCodes(stuck)).to.throw("distinct");
  });
});

/** What is no backup code, whatever a client sends: U, letters that only look or change case like ASCII, other gaps. */
const NO_CODES: readonly unknown[] = [
  ...[undefined, null, 1234567890, ["0123456789"], {}, { toString: () => "0123456789" }],
  ...["", "-", "012345678", "01234567890", "0123456789abcde", "012345678U", "012345678u", "012345678!"],
  ...["012345678ı", "012345678ſ", "012345678\u212a", "０123456789", "01234\u00a056789", "01234\u201056789"],
  ...["01234_56789", "0123456789\n", "01234\u000056789", "0".repeat(100_000), `0123456789${"-".repeat(100)}`],
];

describe("normaliseBackupCode", () => {
  it("reads what people type instead of what they see", () => {
    const typed = ["0123456789", "01234-56789", " o1234 - 56789 ", "OIL34-56789", "0il34 56789", "abcdefghjk"];

    const codes = typed.map(normaliseBackupCode);

    expect(codes).to.deep.equal(["0123456789", "0123456789", "0123456789", "0113456789", "0113456789", "ABCDEFGHJK"]);
  });

  it("takes nothing else for a backup code", () => {
    const accepted = NO_CODES.filter((text) => normaliseBackupCode(text) !== undefined);

    expect(accepted).to.deep.equal([]);
  });

  it("finds every code again in any case and spacing", () => {
    const [code = ""] = createBackupCodes({ random: systemRandom, count: 1, symbols: 16 });
    const canonical = code.replaceAll("-", "");
    const styles = fc.array(fc.tuple(fc.boolean(), fc.constantFrom("", " ", "-")), { minLength: 16, maxLength: 16 });

    fc.assert(
      fc.property(styles, (style) => {
        const typed = Array.from(canonical, (symbol, at) => {
          const [lower, gap] = style[at] ?? [false, ""];
          return `${lower ? symbol.toLowerCase() : symbol}${gap}`;
        });
        expect(normaliseBackupCode(typed.join(""))).to.equal(canonical);
      }),
    );
  });

  it("never throws, and leaves what it returns as it is", () => {
    const unit = fc.constantFrom(...ALPHABET, ...Array.from("iloIOLuU -ıſ"));

    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string({ unit, minLength: 10, maxLength: 16 })), (input) => {
        const code = normaliseBackupCode(input);
        if (code !== undefined) expect(normaliseBackupCode(code)).to.equal(code);
      }),
      { numRuns: 2000 },
    );
  });
});
