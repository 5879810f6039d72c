import { pbkdf2Sync } from "node:crypto";
import type { ConfigProblem } from "../errors.ts";
import { weaknessOf, weaknessOfKey } from "./weak-secret.ts";

const KEY_BYTES = 32;
const MIN_PASSPHRASE_LENGTH = 32;

/** ASVS App. C asks for 210 000 rounds with SHA-512. */
const STRETCH_ROUNDS = 210_000;

/**
 * A fixed salt, on purpose: every process must come to the same key from the passphrase alone, before it can reach any
 * store, and a random salt that got lost would take every sealed secret with it. The price is that two deployments with
 * one passphrase have one key; 32 random bytes have no such price, and are what the remedy asks for.
 */
const STRETCH_SALT = "sallyport/v1/passphrase";

const REMEDY = `Write base64 of 32 random bytes, from node -e "console.log(require('crypto').randomBytes(32).toString('base64'))"`;

/**
 * Reads a secret. Base64 or base64url of exactly 32 bytes is the key itself; a passphrase of at least 32 characters is
 * stretched (PBKDF2-HMAC-SHA-512, about 0.1–0.2 seconds, once at start). White space around it is dropped.
 *
 * Everything that can be guessed is a problem (`CONFIG-SECRET-WEAK`, or `CONFIG-SECRET-MISSING` where there is nothing),
 * which never shows the value. `text` is `unknown` because options come from JavaScript, too.
 */
export function parseSecret(text: unknown, option: string): { key: Uint8Array } | { problem: ConfigProblem } {
  if (text === undefined || text === null || text === "") return missing(option);
  if (typeof text !== "string") return weak(option, "it is not text");

  const secret = text.trim();
  const key = keyIn(secret);
  const weakness = key ? (weaknessOf(secret) ?? weaknessOfKey(key)) : weaknessOfPassphrase(secret);
  if (weakness !== undefined) return weak(option, weakness);
  return { key: key ?? stretch(secret) };
}

/** Reads several, newest first, and gathers all that is wrong. `keys` is complete only where `problems` is empty. */
export function parseSecrets(
  list: readonly unknown[],
  option: string,
): { readonly keys: readonly Uint8Array[]; readonly problems: readonly ConfigProblem[] } {
  if (list.length === 0) return { keys: [], problems: [missing(option).problem] };

  const results = list.map((text, at) => parseSecret(text, list.length === 1 ? option : `${option}[${String(at)}]`));
  return {
    keys: results.flatMap((result) => ("key" in result ? [result.key] : [])),
    problems: results.flatMap((result) => ("problem" in result ? [result.problem] : [])),
  };
}

/** Canonical text with capitals and small letters, as every random key has: 43 letters typed by hand are a passphrase. */
function keyIn(text: string): Uint8Array | undefined {
  const unpadded = text.replace(/=$/, "");
  if (!/^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})$/.test(unpadded)) return undefined;
  const key = Buffer.from(unpadded, "base64");
  const canonical = key.toString("base64url") === unpadded.replaceAll("+", "-").replaceAll("/", "_");
  const mixed = /[a-z]/.test(unpadded) && /[A-Z]/.test(unpadded);
  return canonical && mixed && key.length === KEY_BYTES ? new Uint8Array(key) : undefined;
}

function weaknessOfPassphrase(text: string): string | undefined {
  return [...text].length < MIN_PASSPHRASE_LENGTH ? "it is too short" : weaknessOf(text);
}

function stretch(passphrase: string): Uint8Array {
  // NFKC, because one passphrase typed on two keyboards can be two byte sequences.
  return new Uint8Array(pbkdf2Sync(passphrase.normalize("NFKC"), STRETCH_SALT, STRETCH_ROUNDS, KEY_BYTES, "sha512"));
}

function missing(option: string): { problem: ConfigProblem } {
  return { problem: { code: "CONFIG-SECRET-MISSING", option, reason: "it is missing", remedy: REMEDY } };
}

function weak(option: string, reason: string): { problem: ConfigProblem } {
  return { problem: { code: "CONFIG-SECRET-WEAK", option, reason, remedy: REMEDY } };
}
