import type { PolicyRule, ResetAnswer, ResolvedRule, Simulation, StoredRule, UserReport } from "@sallyport/core";
import { z } from "zod";
import { deviceReport } from "./devices.ts";
import { backupCodeSummary, method } from "./methods.ts";
import { session } from "./sessions.ts";
import { auditEntry } from "./events.ts";
import { count, instant, methodType, uuid } from "./words.ts";

const mfa = z.enum(["off", "optional", "required"]);

export const policyRule: z.ZodType<PolicyRule> = z.strictObject({
  role: z.string().exactOptional(),
  tenantId: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  mfa,
  methods: z.array(methodType).readonly().exactOptional(),
  graceDays: count.exactOptional(),
  mayDisable: z.boolean().exactOptional(),
  mode: z.enum(["enforce", "report-only"]).exactOptional(),
});

/** A rule of the policy as it is kept. */
export const storedRule: z.ZodType<StoredRule> = z.strictObject({
  scope: z.string(),
  rule: policyRule,
  version: z.int().min(1),
  updatedAt: instant,
  updatedBy: z.string(),
  reason: z.string().nullable(),
});

const resolved = {
  mfa,
  methods: z.array(methodType).readonly(),
  graceDays: count,
  mayDisable: z.boolean(),
  scope: z.string(),
} as const;

/** The rule that holds for somebody; `reported`: the one that would, if those in `report-only` were in force. */
export const resolvedRule: z.ZodType<ResolvedRule> = z.strictObject({
  ...resolved,
  reported: z.strictObject(resolved).exactOptional(),
});

/** What a policy would do. */
export const simulation: z.ZodType<Simulation> = z.strictObject({
  users: count,
  notRequired: count,
  enrolled: count,
  inGrace: count,
  lockedOut: count,
  weakMethodsOnly: count,
  affected: z
    .array(
      z.strictObject({
        userId: z.string(),
        outcome: z.enum(["not_required", "enrolled", "in_grace", "locked_out"]),
        weakMethodsOnly: z.boolean(),
        policyScope: z.string(),
        deadline: instant.exactOptional(),
      }),
    )
    .readonly(),
});

/** What became of a reset. */
export const resetAnswer: z.ZodType<ResetAnswer> = z.strictObject({
  id: uuid,
  status: z.enum(["executed", "waiting_for_approval", "scheduled"]),
  effectiveAt: instant.exactOptional(),
});

/** How a user stands. */
export const userReport: z.ZodType<UserReport> = z.strictObject({
  userId: z.string(),
  tenantId: z.string().nullable(),
  enabled: z.boolean(),
  methods: z.array(method).readonly(),
  backupCodes: backupCodeSummary,
  policy: z.strictObject({ mfa, scope: z.string() }),
  enrollmentDeadline: instant.nullable(),
  guesses: z.strictObject({ inARow: count, recent: count, waitSeconds: z.number().min(0) }),
  trustedDevices: z.array(deviceReport).readonly(),
  sessions: z.array(session).readonly(),
  recovery: z
    .strictObject({
      id: uuid,
      kind: z.enum(["admin_reset", "self_recovery"]),
      requestedAt: instant,
      effectiveAt: instant.nullable(),
      executedAt: instant.nullable(),
      needsApproval: z.boolean(),
    })
    .nullable(),
  recentEvents: z.array(auditEntry).readonly(),
});
