import type { MfaStatus } from "@sallyport/core";
import { z } from "zod";
import { backupCodeSummary, method } from "../answers/methods.ts";
import { count, instant } from "../answers/words.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

const answer: z.ZodType<MfaStatus> = z.strictObject({
  enabled: z.boolean(),
  methods: z.array(method).readonly(),
  backupCodes: backupCodeSummary,
  trustedDevices: count,
  required: z.boolean(),
  policyScope: z.string(),
  enrollmentDeadline: instant.nullable(),
  lastVerifiedAt: instant.nullable(),
});

/** `GET /mfa/status` */
export const status: Endpoint = endpoint({
  id: "readStatus",
  summary: "How the user stands: methods, backup codes, what policy asks of them",
  answer,
  handle: ({ req }) => req.mfa.status(),
});
