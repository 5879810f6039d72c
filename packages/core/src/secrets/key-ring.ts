import { createHmac, hkdfSync } from "node:crypto";
import { SallyportConfigError } from "../errors.ts";
import { decrypt, encrypt, formatSealed, parseSealed } from "./sealed.ts";

/** What came of opening a ciphertext. */
export type OpenResult =
  | { readonly ok: true; readonly plaintext: Uint8Array }
  /** `unknown-key`: its key is not configured (any more), which is an outage; `unreadable`: damaged or in the wrong place. */
  | { readonly ok: false; readonly reason: "unknown-key" | "unreadable" };

/**
 * The keys of one suite: several can read, the newest writes. Nothing is ever used twice: each purpose has a key of its
 * own (HKDF-SHA-256, RFC 5869). Purposes are constants of the code; never make one from input.
 */
export interface KeyRing {
  readonly currentKeyId: string;
  /** Newest first. An id derives from its key and does not reveal it. */
  readonly keyIds: readonly string[];
  /** `v1.<keyId>.<nonce>.<ciphertext+tag>`, AES-256-GCM under the newest key; the same plaintext never looks the same. */
  seal(plaintext: Uint8Array, aad: string): string;
  /** Never throws: a null, truncated, copied or tampered ciphertext is `unreadable`. */
  open(sealed: string | null | undefined, aad: string): OpenResult;
  /** Was it sealed under the newest key? */
  isCurrent(sealed: string): boolean;
  /** HMAC-SHA-256 under the newest key, base64url. */
  mac(purpose: string, value: string): string;
  /** The same under every key, newest first: what was stored before a rotation is still found. */
  macs(purpose: string, value: string): readonly string[];
  /** The same under one key; undefined where it is not on the ring (any more). */
  macUnder(keyId: string, purpose: string, value: string): string | undefined;
  /** 32 bytes per key, newest first, for a purpose outside the ring (cookie signing, for example). */
  derive(purpose: string): readonly Uint8Array[];
}

const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;

/** Puts keys of 32 bytes each, newest first, on a ring. Throws `SallyportConfigError` without keys, or with short ones. */
export function createKeyRing(keys: readonly Uint8Array[]): KeyRing {
  const ring = distinct(keys).map((key) => ({ id: keyId(key), derived: cachedDerivation(key) }));
  const [current] = ring;
  if (!current || keys.some((key) => key.length !== KEY_BYTES)) throw unusableKeys();

  const macBy = ({ derived }: typeof current, purpose: string, value: string): string =>
    createHmac("sha256", derived(`mac:${purpose}`))
      .update(value)
      .digest("base64url");

  return {
    currentKeyId: current.id,
    keyIds: ring.map(({ id }) => id),
    seal: (plaintext, aad) => formatSealed({ keyId: current.id, ...encrypt(current.derived("seal"), plaintext, aad) }),
    open: (sealed, aad) => {
      const parts = typeof sealed === "string" ? parseSealed(sealed) : undefined;
      if (!parts) return { ok: false, reason: "unreadable" };
      const key = ring.find(({ id }) => id === parts.keyId);
      if (!key) return { ok: false, reason: "unknown-key" };
      const plaintext = decrypt(key.derived("seal"), parts, aad);
      return plaintext ? { ok: true, plaintext } : { ok: false, reason: "unreadable" };
    },
    isCurrent: (sealed) => sealed.startsWith(`v1.${current.id}.`),
    mac: (purpose, value) => macBy(current, purpose, value),
    macs: (purpose, value) => ring.map((key) => macBy(key, purpose, value)),
    macUnder: (id, purpose, value) => {
      const key = ring.find((one) => one.id === id);
      return key && macBy(key, purpose, value);
    },
    // Handed-out keys are copies, of a namespace of their own: nobody outside can hold or overwrite a key of the ring.
    derive: (purpose) => ring.map(({ derived }) => derived(`derive:${purpose}`).slice()),
  };
}

/** Which cell of the database a ciphertext belongs to, without collisions: JSON escapes whatever a part contains. */
export function aadFor(cell: { table: string; column: string; rowId: string; userId: string }): string {
  return JSON.stringify([cell.table, cell.column, cell.rowId, cell.userId]);
}

function hkdf(key: Uint8Array, purpose: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", `sallyport/v1/${purpose}`, bytes));
}

function keyId(key: Uint8Array): string {
  return Buffer.from(hkdf(key, "key-id", KEY_ID_BYTES)).toString("base64url");
}

function cachedDerivation(key: Uint8Array): (purpose: string) => Uint8Array {
  // A copy (a Buffer's slice is none): a caller that wipes its buffer must not change what is derived later.
  const own = new Uint8Array(key);
  const cache = new Map<string, Uint8Array>();
  return (purpose) => {
    const known = cache.get(purpose) ?? hkdf(own, purpose, KEY_BYTES);
    cache.set(purpose, known);
    return known;
  };
}

function distinct(keys: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(keys.map((key) => [Buffer.from(key).toString("hex"), key])).values()];
}

function unusableKeys(): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-SECRET-WEAK",
      option: "secret",
      reason: "a key ring needs at least one key, and keys of 32 bytes",
      remedy: "Read the keys with parseSecrets",
    },
  ]);
}
