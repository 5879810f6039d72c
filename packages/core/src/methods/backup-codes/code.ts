import type { RandomSource } from "../../clock.ts";

/** Crockford's Base32: no I, L, O or U. 32 symbols, so each byte gives one without any bias. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** How the codes are shown: groups of five for 10 symbols (50 bits), of four for 16 (80 bits). */
const GROUP_LENGTH = { 10: 5, 16: 4 } as const;

/** How many symbols a backup code has. */
export type BackupCodeSymbols = keyof typeof GROUP_LENGTH;

/** More draws than this for one code mean a broken random source, or a `distinctBy` without enough values. */
const MAX_DRAWS = 1000;

/**
 * Makes a generation of backup codes, as they are shown: `XXXXX-XXXXX`. No two share the value of `distinctBy`
 * (default: the code); pass their lookup value, and a guess has at most one candidate.
 */
export function createBackupCodes(options: {
  readonly random: RandomSource;
  readonly count: number;
  readonly symbols: BackupCodeSymbols;
  readonly distinctBy?: (code: string) => unknown;
}): readonly string[] {
  const { random, count, symbols, distinctBy = (code: string): unknown => code } = options;
  const codes = new Map<unknown, string>();
  for (let draws = 0; codes.size < count; draws++) {
    if (draws === MAX_DRAWS * count) throw new Error("the random source yields no distinct backup codes");
    const code = createBackupCode(random, symbols);
    const mark = distinctBy(code);
    if (!codes.has(mark)) codes.set(mark, code);
  }
  return [...codes.values()];
}

function createBackupCode(random: RandomSource, symbols: BackupCodeSymbols): string {
  const text = [...random(symbols)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join("");
  const group = GROUP_LENGTH[symbols];
  return Array.from({ length: symbols / group }, (_, at) => text.slice(at * group, (at + 1) * group)).join("-");
}

/**
 * The one spelling of a typed backup code: capitals, no spaces and hyphens, I and L read as 1, O as 0 (as Crockford
 * says). Undefined for what cannot be one.
 */
export function normaliseBackupCode(text: unknown): string | undefined {
  if (typeof text !== "string" || text.length > MAX_INPUT_LENGTH) return undefined;
  const symbols = text.replace(/[ -]/g, "");
  // Before changing case: "ı" and "ſ" would become letters of the alphabet.
  if (!/^(?:[0-9A-Za-z]{10}|[0-9A-Za-z]{16})$/.test(symbols)) return undefined;
  const canonical = symbols.toUpperCase().replace(/[IL]/g, "1").replaceAll("O", "0");
  return canonical.includes("U") ? undefined : canonical;
}

const MAX_INPUT_LENGTH = 64;
