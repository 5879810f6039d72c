import { errorStatus, type EndReason, type ErrorCode } from "@sallyport/core";
import { z } from "zod";
import { session } from "../answers/sessions.ts";
import { count, instant, methodType, offeredMethod, proofSource, uuid } from "../answers/words.ts";

/** Why the session of this browser is no more. */
const endReason: z.ZodType<EndReason> = z.enum([
  "sign_out",
  "ended_by_user",
  "ended_by_admin",
  "session_limit",
  "idle_timeout",
  "absolute_timeout",
  "credentials_changed",
  "factor_changed",
  "account_disabled",
  "device_compromised",
  "mfa_reset",
  "not_stored",
]);

const attempts = { attemptsRemaining: count.exactOptional() } as const;

/** What each refusal says beside its code (docs/errors.md). */
const MEMBERS: Readonly<Record<ErrorCode, Readonly<Record<string, z.ZodType>>>> = {
  "ERR-UNAUTHENTICATED": {
    reason: endReason.exactOptional(),
  },
  "ERR-MFA-REQUIRED": {
    methods: z.array(offeredMethod).readonly().exactOptional(),
    expiresAt: instant.exactOptional(),
  },
  "ERR-MFA-INVALID": attempts,
  "ERR-MFA-CHALLENGE-INVALID": {},
  "ERR-MFA-STEP-UP-REQUIRED": {
    methods: z.array(proofSource).readonly(),
    maxAgeSeconds: z.number().min(0).exactOptional(),
    strength: z.enum(["strong", "phishing-resistant"]).exactOptional(),
    // Of guards before routes of the app: none of our own calls is kept.
    resume: z.strictObject({ id: uuid, expiresAt: instant }).exactOptional(),
  },
  "ERR-MFA-ENROLLMENT-REQUIRED": {
    methods: z.array(methodType).readonly().exactOptional(),
    policyScope: z.string().exactOptional(),
    deadline: instant.exactOptional(),
    enrollUrl: z.string().exactOptional(),
  },
  "ERR-MFA-ALREADY-ENABLED": {},
  "ERR-MFA-NOT-ENABLED": {},
  "ERR-MFA-ADMIN-REQUIRED": {},
  "ERR-MFA-RATE-LIMITED": { reason: z.literal("method_off").exactOptional() },
  "ERR-SESSION-LIMIT": {
    sessions: z.array(session).readonly(),
    challengeToken: z.string().exactOptional(),
    expiresAt: instant.exactOptional(),
  },
  "ERR-FORBIDDEN": {},
  "ERR-NOT-FOUND": {},
  "ERR-VALIDATION": {
    errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).readonly(),
  },
  "ERR-UNSUPPORTED-MEDIA": {},
  "ERR-TOO-LARGE": {},
  "ERR-CROSS-SITE": {},
  "ERR-UNAVAILABLE": {},
};

/** Every error code there is. */
export const ERROR_CODES: readonly ErrorCode[] = Object.keys(MEMBERS) as ErrorCode[];

/** The problem document (RFC 9457) of a refusal. */
export function problemOf(code: ErrorCode): z.ZodType {
  return z.strictObject({
    type: z.literal(`urn:sallyport:error:${code}`),
    title: z.string(),
    status: z.literal(errorStatus[code]),
    code: z.literal(code),
    detail: z.string(),
    ...MEMBERS[code],
  });
}
