import type { Parts } from "../parts.ts";
import { randomToken } from "../secrets/random.ts";

/** 128 bits say which device it is, 256 bits that it is this one. */
const FAMILY_BYTES = 16;
const SECRET_BYTES = 32;
const SHAPE = /^([\w-]{22})\.([\w-]{43})$/;

/** What a trusted browser holds: a part that stays, and a part that changes at each use. */
export interface DeviceToken {
  readonly family: string;
  readonly secret: string;
}

/** A new token; with `family`, the next one of a device that is known. */
export function makeToken(parts: Parts, family?: string): DeviceToken {
  const { random } = parts.settings;
  return { family: family ?? randomToken(random, FAMILY_BYTES), secret: randomToken(random, SECRET_BYTES) };
}

/** As it stands in a cookie. */
export function writeToken({ family, secret }: DeviceToken): string {
  return `${family}.${secret}`;
}

/** Undefined for what can't be one. */
export function readToken(text: string): DeviceToken | undefined {
  const [, family, secret] = SHAPE.exec(text) ?? [];
  return family !== undefined && secret !== undefined ? { family, secret } : undefined;
}

/** The hashes that stores keep, newest key first. Made with the user: in another account's hands a token is unknown (SECURITY.md F2). */
export function hashesOf(
  parts: Parts,
  userId: string,
  { family, secret }: DeviceToken,
): { readonly families: readonly string[]; readonly tokens: readonly string[] } {
  return {
    families: familiesOf(parts, userId, family),
    tokens: parts.keyRing.macs("device-token", JSON.stringify([userId, family, secret])),
  };
}

export function familiesOf(parts: Parts, userId: string, family: string): readonly string[] {
  return parts.keyRing.macs("device-family", JSON.stringify([userId, family]));
}
