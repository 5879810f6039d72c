import type { BackupCodeSummary, MethodConfirmation, MethodSummary, PersonalMethod } from "@sallyport/core";
import { z } from "zod";
import type { AwaitedSetup } from "../../request-mfa.ts";
import { backupCodes, count, instant, methodType, uuid } from "./words.ts";

const words = {
  id: uuid,
  type: methodType,
  name: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  preferred: z.boolean(),
  hint: z.string().exactOptional(),
  needsAttention: z.literal(true).exactOptional(),
  key: z.strictObject({ usage: z.enum(["passkey", "second-factor"]), backedUp: z.boolean() }).exactOptional(),
} as const;

/** A method as its owner sees it. */
export const method: z.ZodType<MethodSummary> = z.strictObject(words);

/** The same in an export, with the number or address in full. */
export const exportedMethod: z.ZodType<PersonalMethod> = z.strictObject({
  ...words,
  destination: z.string().nullable(),
});

export const backupCodeSummary: z.ZodType<BackupCodeSummary> = z.strictObject({
  remaining: count,
  generatedAt: instant.nullable(),
  expiresAt: instant.nullable(),
});

/** A set-up whose code is on its way. */
export const sentSetup: z.ZodType<AwaitedSetup> = z.strictObject({
  methodId: uuid,
  expiresAt: instant,
  resendAfterSeconds: count,
  hint: z.string(),
  riskNote: z.string(),
});

/** The end of a set-up; clients with an access token get what `onSignedIn` returned as well. */
export const enabled: z.ZodType<MethodConfirmation & { readonly enabled: true }> = z.looseObject({
  enabled: z.literal(true),
  methodId: uuid,
  backupCodes: backupCodes.exactOptional(),
});
