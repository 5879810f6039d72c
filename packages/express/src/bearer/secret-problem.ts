import { createPublicKey } from "node:crypto";
import type { Unusable } from "./algorithms.ts";

const SHORTEST = 32;

/**
 * Why these bytes can't be a shared secret. A public key read from a file is bytes as well: taken for a secret, it would let
 * everybody who knows it (which is everybody) sign tokens with HMAC (RFC 8725 §2.1).
 */
export function secretProblem(bytes: Uint8Array): Unusable | undefined {
  if (isKeyMaterial(Buffer.from(bytes)))
    return { reason: "these bytes are a key, not a secret", remedy: "Pass createPublicKey(…) of them" };
  if (bytes.length >= SHORTEST) return undefined;
  return {
    reason: `the secret has ${String(bytes.length)} bytes`,
    remedy: "Use 32 random bytes: Buffer.from(process.env.TOKEN_SECRET, 'base64')",
  };
}

function isKeyMaterial(bytes: Buffer): boolean {
  const text = bytes.toString("latin1").trim();
  return /^(?:-----BEGIN |ssh-|ecdsa-)/.test(text) || isJwk(text) || isDer(bytes);
}

function isJwk(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

function isDer(key: Buffer): boolean {
  return (["spki", "pkcs1"] as const).some((type) => {
    try {
      return createPublicKey({ key, format: "der", type }).type === "public";
    } catch {
      return false;
    }
  });
}
