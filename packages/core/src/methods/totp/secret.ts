import { ScureBase32Plugin } from "otplib";
import type { RandomSource } from "../../clock.ts";

/** 160 bits, as RFC 4226 §4 R6 recommends. */
const SECRET_BYTES = 20;

/** A new TOTP secret: 20 bytes from the generator and nothing else. */
export function createTotpSecret(random: RandomSource): Uint8Array {
  return random(SECRET_BYTES);
}

/** Base32 (RFC 4648 §6) without padding, as authenticator apps and people read it. */
export function encodeTotpSecret(secret: Uint8Array): string {
  return new ScureBase32Plugin().encode(secret, { padding: false });
}
