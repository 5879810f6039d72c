import type { Amr, DeviceType, MethodType, OfferedMethod, Place, Proof, ProofSource } from "@sallyport/core";
import { z } from "zod";

/** A moment: a `Date` here, ISO 8601 in UTC on the wire. */
export const instant: z.ZodType<Date> = z.date();

/** UUIDv7. */
export const uuid: z.ZodType<string> = z.uuid();

/** How many. */
export const count: z.ZodType<number> = z.int().min(0);

export const METHOD_TYPES = ["totp", "sms", "email", "webauthn", "backup_code"] as const;

export const methodType: z.ZodType<MethodType> = z.enum(METHOD_TYPES);

export const proofSource: z.ZodType<ProofSource> = z.enum([
  ...METHOD_TYPES,
  "password",
  "trusted_device",
  "mailed_code",
]);

export const deviceType: z.ZodType<DeviceType> = z.enum(["desktop", "mobile", "tablet", "other"]);

/** RFC 8176. */
export const amr: z.ZodType<Amr> = z.array(z.string()).readonly();

export const backupCodes: z.ZodType<readonly string[]> = z.array(z.string()).readonly();

/** Something that was shown, and when. */
export const proof: z.ZodType<Proof> = z.strictObject({ by: proofSource, at: instant, via: methodType.optional() });

export const place: z.ZodType<Place> = z.strictObject({
  city: z.string().optional(),
  region: z.string().optional(),
  country: z.string().optional(),
});

/** What a second step or a step-up can be shown with. */
export const offeredMethod: z.ZodType<OfferedMethod> = z.union([
  z.strictObject({
    id: uuid,
    type: z.enum(["totp", "sms", "email", "webauthn"]),
    name: z.string(),
    hint: z.string().exactOptional(),
  }),
  z.strictObject({ type: z.literal("backup_code"), remaining: count }),
]);

/** One word of truth: what was done. */
export function done<const Name extends string>(name: Name): z.ZodType<Readonly<Record<Name, true>>> {
  return z.strictObject({ [name]: z.literal(true) }) as unknown as z.ZodType<Readonly<Record<Name, true>>>;
}

/** How many were: `{ ended: 3 }`. */
export function counted<const Name extends string>(name: Name): z.ZodType<Readonly<Record<Name, number>>> {
  return z.strictObject({ [name]: count }) as unknown as z.ZodType<Readonly<Record<Name, number>>>;
}
