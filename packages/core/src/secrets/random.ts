import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import type { Clock, RandomSource } from "../clock.ts";

/** The generator of the operating system. */
export const systemRandom: RandomSource = (bytes) => new Uint8Array(randomBytes(bytes));

const AHEAD_BYTES = 1024;

/**
 * The same source, asked for more at once: the operating system takes its time for each question, not for each byte. For ids
 * and salts, of which there are many; no byte is given twice.
 */
export function drawnAhead(random: RandomSource): RandomSource {
  let left = new Uint8Array(0);
  return (bytes) => {
    if (bytes > AHEAD_BYTES) return random(bytes);
    if (left.length < bytes) left = new Uint8Array(random(AHEAD_BYTES));
    const drawn = left.slice(0, bytes);
    left = left.subarray(bytes);
    return drawn;
  };
}

/** An opaque token, base64url. Default 32 bytes: 256 bits in 43 characters. */
export function randomToken(random: RandomSource, bytes = 32): string {
  return Buffer.from(random(bytes)).toString("base64url");
}

/** The highest multiple of ten that a byte can reach: the bytes from here on would make 0–5 likelier than 6–9. */
const FAIR_BYTES = 250;

/** A working source needs a second draw once in some million codes; this many mean that it is broken. */
const MAX_DRAWS = 64;

/** Decimal digits, each of the ten equally likely (rejection sampling), leading zeros kept. */
export function randomDigits(random: RandomSource, digits: number): string {
  let text = "";
  for (let draw = 0; text.length < digits; draw++) {
    if (draw === MAX_DRAWS) throw new Error("the random source yields no usable bytes");
    text += [...random(digits * 2)]
      .filter((byte) => byte < FAIR_BYTES)
      .map((byte) => String(byte % 10))
      .join("");
  }
  return text.slice(0, digits);
}

/** A new row id: UUIDv7 (RFC 9562 §5.7), so that ids sort by the time of their making. */
export function newId({ clock, random }: { clock: Clock; random: RandomSource }): string {
  return v7({ msecs: clock.now().getTime(), random: random(16) });
}
