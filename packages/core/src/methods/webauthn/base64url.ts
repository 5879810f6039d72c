import { z } from "zod";

/** Bytes as WebAuthn writes them in JSON (WebAuthn §3, Base64url Encoding): no padding, no other alphabet. */
export function base64url(maxBytes: number): z.ZodType<string> {
  return z
    .string()
    .min(1)
    .max(Math.ceil((maxBytes * 4) / 3))
    .regex(/^[\w-]+$/)
    .refine((text) => text.length % 4 !== 1);
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64url"));
}

export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
