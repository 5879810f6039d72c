import { createHmac } from "node:crypto";

/** What a signature is made of (Standard Webhooks 1.0.0): under another id or at another time the same body has another one. */
export interface Signed {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly body: string | Uint8Array;
}

/** `v1,` and base64 of HMAC-SHA-256. */
export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const mac = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return `v1,${mac}`;
}

const PREFIX = "whsec_";

/** As the libraries of the standard write secrets: base64 behind a prefix. Anything else is taken as it stands. */
function keyOf(secret: string): Uint8Array {
  return secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), "base64") : Buffer.from(secret);
}
