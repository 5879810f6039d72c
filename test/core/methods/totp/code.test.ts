import { expect } from "chai";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { matchTotp, type TotpAttempt } from "../../../../packages/core/src/methods/totp/code.ts";
import { requireServer } from "../../../support/require-server.ts";
import { referenceTotp } from "../../../support/totp-reference.ts";
import vectors from "../../../support/otp-vectors.json" with { type: "json" };

const SECRET = new Uint8Array(randomBytes(20));
const STEP = 60_000_000;
const SHA1 = { algorithm: "SHA1", digits: 6, periodSeconds: 30 } as const;
const algorithms = ["SHA1", "SHA256", "SHA512"] as const;

function atStep(step: number, periodSeconds = 30): Date {
  return new Date((step + 0.5) * periodSeconds * 1000);
}

/** Today's right code, for the tests that change one thing about it. */
function attempt(change: Partial<TotpAttempt> = {}): TotpAttempt {
  const code = referenceTotp({ secret: SECRET, step: STEP });
  return { secret: SECRET, code, settings: SHA1, window: 1, now: atStep(STEP), afterStep: -1, ...change };
}

describe("matchTotp", () => {
  it("knows the ten HOTP values of RFC 4226 appendix D", () => {
    const { secret_hex, vectors: rows } = vectors.rfc4226_appendix_d;
    const secret = new Uint8Array(Buffer.from(secret_hex, "hex"));

    const steps = rows.map(({ count, hotp }) =>
      matchTotp(attempt({ secret, code: hotp, now: atStep(count), window: 0 })),
    );

    expect(steps).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  for (const { mode, time_s, totp } of vectors.rfc6238_appendix_b.vectors)
    it(`knows ${totp} of RFC 6238 appendix B (${mode}, second ${String(time_s)})`, () => {
      const algorithm = algorithms.find((name) => name === mode) ?? "SHA1";
      const secret = new Uint8Array(Buffer.from(vectors.rfc6238_appendix_b.seeds[algorithm].hex, "hex"));
      const settings = { algorithm, digits: 8, periodSeconds: 30 } as const;
      const now = new Date(time_s * 1000);

      const step = matchTotp({ secret, code: totp, settings, window: 0, now, afterStep: -1 });

      expect(step).to.equal(Math.floor(time_s / 30));
    });

  it("agrees with an independent implementation for all settings, and counters far above 32 bits", () => {
    const settings = fc.record({
      algorithm: fc.constantFrom(...algorithms),
      digits: fc.constantFrom(6 as const, 8 as const),
      periodSeconds: fc.integer({ min: 15, max: 60 }),
    });
    const secrets = fc.uint8Array({ minLength: 16, maxLength: 64 });

    fc.assert(
      fc.property(settings, secrets, fc.integer({ min: 0, max: 100_000_000_000 }), (chosen, secret, step) => {
        const code = referenceTotp({ ...chosen, secret, step });
        const now = atStep(step, chosen.periodSeconds);
        expect(matchTotp({ secret, code, settings: chosen, window: 0, now, afterStep: -1 })).to.equal(step);
      }),
      { examples: [[{ ...SHA1 }, SECRET, 2 ** 33 + 1]] },
    );
  });

  it("agrees with oathtool", function () {
    const found = spawnSync("oathtool", ["--version"]).status === 0;
    const oathtool = requireServer(this, "oathtool", found ? "oathtool" : undefined);
    const steps = [0, 1, STEP, 2 ** 31, 2 ** 31 + 5].flatMap((step) =>
      algorithms.map((algorithm) => ({ step, algorithm })),
    );

    const matched = steps.map(({ step, algorithm }) => {
      const time = `@${String(step * 30 + 7)}`;
      const flags = [`--totp=${algorithm.toLowerCase()}`, "--digits=8", "--time-step-size=30s", `--now=${time}`];
      const code = spawnSync(oathtool, [...flags, Buffer.from(SECRET).toString("hex")], {
        encoding: "utf8",
      }).stdout.trim();
      return matchTotp(attempt({ code, settings: { ...SHA1, algorithm, digits: 8 }, now: atStep(step), window: 0 }));
    });

    expect(matched).to.deep.equal(steps.map(({ step }) => step));
  });

  for (const [window, offsets] of [
    [0, [0]],
    [1, [-1, 0, 1]],
    [2, [-2, -1, 0, 1, 2]],
  ] as const)
    it(`accepts exactly the steps ${offsets.join(", ")} with a window of ${String(window)}`, () => {
      const tried = [-3, -2, -1, 0, 1, 2, 3];

      const accepted = tried.filter((offset) => {
        const code = referenceTotp({ secret: SECRET, step: STEP + offset });
        return matchTotp(attempt({ code, window })) === STEP + offset;
      });

      expect(accepted).to.deep.equal(offsets);
    });

  it("keeps to its window at both edges of a time step", () => {
    const previous = referenceTotp({ secret: SECRET, step: STEP - 1 });
    const starts = STEP * 30_000;

    const matched = [starts - 1, starts, starts + 29_999, starts + 30_000].map((time) =>
      matchTotp(attempt({ code: previous, now: new Date(time) })),
    );

    expect(matched).to.deep.equal([STEP - 1, STEP - 1, STEP - 1, undefined]);
  });

  it("accepts no step up to the one that was used last", () => {
    const codes = [STEP - 1, STEP, STEP + 1].map((step) => referenceTotp({ secret: SECRET, step }));

    const after = (afterStep: number): unknown[] => codes.map((code) => matchTotp(attempt({ code, afterStep })));

    expect(after(STEP - 2)).to.deep.equal([STEP - 1, STEP, STEP + 1]);
    expect(after(STEP)).to.deep.equal([undefined, undefined, STEP + 1]);
    expect(after(STEP + 1)).to.deep.equal([undefined, undefined, undefined]);
  });

  it("counts the later step when one code is good for two, so that it cannot be used twice", () => {
    // Two steps in a row with one code, found by search: one pair in a million.
    const secret = new TextEncoder().encode("12345678901234567890");
    const twin = 910_737;
    const code = referenceTotp({ secret, step: twin });

    const step = matchTotp(attempt({ secret, code, now: atStep(twin) }));

    expect(referenceTotp({ secret, step: twin + 1 })).to.equal(code);
    expect(step).to.equal(twin + 1);
  });

  it("matches nothing after the clock was set back below the last used step", () => {
    const now = atStep(STEP - 120);
    const code = referenceTotp({ secret: SECRET, step: STEP - 120 });

    const step = matchTotp(attempt({ code, now, afterStep: STEP }));

    expect(step).to.equal(undefined);
  });

  it("works at the beginning of time, where there are no earlier steps", () => {
    const code = referenceTotp({ secret: SECRET, step: 1 });

    const steps = [0, 1].map((step) => matchTotp(attempt({ code, now: atStep(step) })));

    expect(steps).to.deep.equal([1, 1]);
  });

  const wrong: Record<string, unknown> = {
    null: null,
    undefined: undefined,
    "a number": 123456,
    "a list with the right code": [attempt().code],
    "an object": { toString: () => attempt().code },
    "no text": "",
    "one digit": attempt().code.slice(0, 1),
    "five digits": attempt().code.slice(0, 5),
    "seven digits": `${attempt().code}0`,
    "eight digits": `00${attempt().code}`,
    letters: "abcdef",
    "full-width digits": [...attempt().code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(""),
    "Arabic digits": [...attempt().code].map((digit) => String.fromCodePoint(0x660 + Number(digit))).join(""),
    "a line end": `${attempt().code}\n`,
    "a sign": `+${attempt().code.slice(1)}`,
    "100 000 digits": "1".repeat(100_000),
  };
  for (const [name, code] of Object.entries(wrong))
    it(`takes ${name} for no code, without an exception`, () => {
      const step = matchTotp(attempt({ code: code as string }));

      expect(step).to.equal(undefined);
    });

  const unusable: Record<string, Partial<Record<keyof TotpAttempt, unknown>>> = {
    "a short secret": { secret: SECRET.slice(0, 15) },
    "no secret": { secret: new Uint8Array() },
    "a secret of 65 bytes": { secret: new Uint8Array(65).fill(7) },
    "a secret in Base32": { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" },
    "a null secret": { secret: null },
    "an unknown algorithm": { settings: { ...SHA1, algorithm: "MD5" } },
    "an inherited algorithm": { settings: { ...SHA1, algorithm: "constructor" } },
    "seven digits": { settings: { ...SHA1, digits: 7 }, code: "1234567" },
    "no period": { settings: { ...SHA1, periodSeconds: 0 } },
    "a backward period": { settings: { ...SHA1, periodSeconds: -30 } },
    "a clock without a time": { now: new Date(NaN) },
    "a clock before 1970": { now: new Date(-1e12) },
    "a last step that is none": { afterStep: NaN },
  };
  for (const [name, change] of Object.entries(unusable))
    it(`matches nothing with ${name}, without an exception`, () => {
      const step = matchTotp(attempt(change as Partial<TotpAttempt>));

      expect(step).to.equal(undefined);
    });
});
