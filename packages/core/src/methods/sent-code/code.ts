import type { Parts } from "../../parts.ts";
import { secretsEqual } from "../../secrets/equal.ts";
import { randomDigits } from "../../secrets/random.ts";

/** Six: with five guesses and the waits of the budget, that is enough for ten minutes (SP 800-63B-4 §3.1.3.2). */
const DIGITS = 6;

/** What a code is good for, and nothing else is: another purpose, user, method or sign-in opens no code of this one. */
export interface CodeBinding {
  readonly purpose: "set-up" | "sign-in" | "step-up" | "enrollment";
  readonly userId: string;
  readonly methodId: string;
  /** The pending sign-in, the session, or the destination that is being proved. */
  readonly boundTo: string;
}

function aadOf({ purpose, userId, methodId, boundTo }: CodeBinding): string {
  return JSON.stringify(["sent-code", purpose, userId, methodId, boundTo]);
}

/**
 * A new code, sealed. It is kept because the same one is sent again while it lives; a keyed hash would not do for that,
 * and would protect six digits no better: both fall with the key, and neither without it.
 */
export function makeCode(parts: Parts, binding: CodeBinding): string {
  const code = randomDigits(parts.settings.random, DIGITS);
  return parts.keyRing.seal(Buffer.from(code), aadOf(binding));
}

/** The code of a sealed one; undefined for one that was made for anything else. */
export function openCode(parts: Parts, sealed: string, binding: CodeBinding): string | undefined {
  const opened = parts.keyRing.open(sealed, aadOf(binding));
  return opened.ok ? Buffer.from(opened.plaintext).toString() : undefined;
}

/** Is this the code? In constant time. */
export function isCode(parts: Parts, guess: string, sealed: string, binding: CodeBinding): boolean {
  const code = openCode(parts, sealed, binding);
  return code !== undefined && secretsEqual(code, guess);
}
