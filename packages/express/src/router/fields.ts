import { isMethodName } from "@sallyport/core";
import { z } from "zod";

/** Six or eight ASCII digits; spaces and hyphens, as people copy them, are removed (the one clean-up that we do). */
export const totpCode: z.ZodType<string> = z
  .string()
  .max(20)
  .transform(withoutSeparators)
  .pipe(z.string().regex(/^(?:[0-9]{6}|[0-9]{8})$/));

/** A backup code as typed; what it may look like in full is the method's to say. */
export const backupCode: z.ZodType<string> = z
  .string()
  .min(8)
  .max(32)
  .regex(/^[0-9A-Za-z\s-]+$/);

/** Any code of a second factor. */
export const anyCode: z.ZodType<string> = z.union([totpCode, backupCode]);

/** A body with nothing in it. */
export const nothing: z.ZodType<object> = z.strictObject({});

/** Opaque 256 bits in base64url. */
export const challengeToken: z.ZodType<string> = z.string().regex(/^[\w-]{43}$/);

/** UUIDv7. */
export const methodId: z.ZodType<string> = z.uuid();

/** UUIDv7: the public handle of a session. */
export const sessionHandle: z.ZodType<string> = z.uuid();

/** UUIDv7: the public handle of a trusted device. */
export const deviceHandle: z.ZodType<string> = z.uuid();

/** The app's own id of a user, as it stands in a path. */
export const userHandle: z.ZodType<string> = z.string().min(1).max(200).refine(isStorable);

/** Why an admin does something: for the record. */
export const reason: z.ZodType<string> = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((text) => !/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u.test(text));

/** What people call a method: up to 64 characters, none of them a control, a bidi mark or half a surrogate pair. */
export const methodName: z.ZodType<string> = z.string().trim().min(1).max(64).refine(isMethodName);

/** A number as people write it; what it is, and whether it may be used, is the domain's to say. */
export const phoneNumber: z.ZodType<string> = z
  .string()
  .trim()
  .max(40)
  .regex(/^\+[0-9 ().-]+$/);

/** An address as people write it. */
export const emailAddress: z.ZodType<string> = z.string().trim().min(3).max(254);

/** What a browser's `PublicKeyCredential.toJSON()` brings; what is in it is the domain's to read. */
export const keyResponse: z.ZodType<object> = z
  .looseObject({})
  .describe("What `PublicKeyCredential.toJSON()` returns (WebAuthn, section 5.1)");

/** No database takes half a character, or none. */
export function isStorable(text: string): boolean {
  return !/[\u0000\p{Cs}]/u.test(text);
}

function withoutSeparators(code: string): string {
  return code.replace(/[ -]/g, "");
}
