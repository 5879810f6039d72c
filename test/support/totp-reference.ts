import { createHmac } from "node:crypto";

/** An authenticator app, written straight from RFC 4226 §5.3 and independent of what the packages use. */
export function referenceTotp(options: {
  readonly secret: Uint8Array;
  readonly step: number;
  readonly algorithm?: "SHA1" | "SHA256" | "SHA512";
  readonly digits?: number;
}): string {
  const { secret, step, algorithm = "SHA1", digits = 6 } = options;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hmac = createHmac(algorithm, secret).update(counter).digest();
  const offset = hmac.readUInt8(hmac.length - 1) & 0x0f;
  const truncated = hmac.readUInt32BE(offset) & 0x7fffffff;
  return String(truncated % 10 ** digits).padStart(digits, "0");
}
