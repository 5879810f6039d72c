import { z } from "zod";
import type { PasskeySignIn } from "../../own-passkeys.ts";
import type { VerifyAnswer } from "../../second-step.ts";
import type { TrustAnswer } from "../../trusted-device/trust.ts";
import { amr, count, instant, uuid } from "./words.ts";

/** For `navigator.credentials.create()`; what is in it is the browser's to read. */
export const creationOptions: z.ZodType<object> = z
  .looseObject({})
  .describe("For `PublicKeyCredential.parseCreationOptionsFromJSON()` (WebAuthn, section 5.1.9)");

/** For `navigator.credentials.get()`; the same. */
export const requestOptions: z.ZodType<object> = z
  .looseObject({})
  .describe("For `PublicKeyCredential.parseRequestOptionsFromJSON()` (WebAuthn, section 5.1.10)");

const trustedDevice: z.ZodType<TrustAnswer> = z.strictObject({ id: uuid, name: z.string(), expiresAt: instant });

/** Something was shown. What `onSignedIn` returned stands beside it. */
export const verified: z.ZodType<VerifyAnswer> = z.looseObject({
  verified: z.literal(true),
  amr,
  backupCodesRemaining: count.exactOptional(),
  trustedDevice: trustedDevice.exactOptional(),
});

/** A sign-in in one step. What `onSignedIn` returned stands beside it. */
export const passkeySignIn: z.ZodType<PasskeySignIn> = z.looseObject({
  mfaRequired: z.literal(false),
  sessionId: uuid,
  amr,
});
