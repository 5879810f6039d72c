import { generateSync, type HashAlgorithm } from "otplib";
import type { TotpAlgorithm } from "../../protocol.ts";
import { secretsEqual } from "../../secrets/equal.ts";

/** How a TOTP method computes its codes (RFC 6238 §1.2, §4). */
export interface TotpSettings {
  readonly algorithm: TotpAlgorithm;
  readonly digits: 6 | 8;
  /** The time step in seconds. */
  readonly periodSeconds: number;
}

/** A guess at a TOTP code. */
export interface TotpAttempt {
  /** 16 to 64 bytes. */
  readonly secret: Uint8Array;
  /** ASCII digits, as `normaliseCode` returns them. */
  readonly code: string;
  readonly settings: TotpSettings;
  /** Steps accepted before and after the current one (RFC 6238 §5.2). */
  readonly window: 0 | 1 | 2;
  readonly now: Date;
  /** Only later steps match: the newest step that was accepted, or -1. */
  readonly afterStep: number;
}

const HASHES: ReadonlyMap<string, HashAlgorithm> = new Map([
  ["SHA1", "sha1"],
  ["SHA256", "sha256"],
  ["SHA512", "sha512"],
]);

/**
 * Finds the time step that a code belongs to, or undefined. Never throws: a malformed code, an unusable secret and a
 * clock that was set back (all steps in reach are used up) match nothing.
 *
 * Every step in reach is computed and compared, so the time tells neither whether nor where the code matched. Where one
 * code is good for two steps, the later one counts: the earlier would leave it good for a second use.
 */
export function matchTotp(attempt: TotpAttempt): number | undefined {
  const { secret, code, settings, window, now, afterStep } = attempt;
  const current = Math.floor(now.getTime() / 1000 / settings.periodSeconds);
  if (!isComputable(attempt, current)) return undefined;

  let matched: number | undefined;
  for (let step = Math.max(0, current - window); step <= current + window; step++) {
    const equal = secretsEqual(totpAt(step, { secret, settings }), code);
    if (equal && step > afterStep) matched = step;
  }
  return matched;
}

/** The code of one time step (RFC 6238 §4.2: HOTP, with the step as its counter). */
function totpAt(step: number, { secret, settings }: Pick<TotpAttempt, "secret" | "settings">): string {
  return generateSync({
    strategy: "hotp",
    secret,
    counter: step,
    algorithm: HASHES.get(settings.algorithm) ?? "sha1",
    digits: settings.digits,
  });
}

/** otplib throws on all of these. Rows and requests are data: what they claim to be is looked at again here. */
function isComputable({ secret, code, settings, window }: TotpAttempt, current: number): boolean {
  return (
    isCode(code, settings.digits) &&
    secret instanceof Uint8Array &&
    secret.length >= 16 &&
    secret.length <= 64 &&
    HASHES.has(settings.algorithm) &&
    Number.isSafeInteger(current) &&
    current + window >= 0
  );
}

function isCode(code: unknown, digits: number): boolean {
  return typeof code === "string" && (digits === 6 || digits === 8) && code.length === digits && /^[0-9]+$/.test(code);
}
