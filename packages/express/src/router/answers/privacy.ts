import type { ErasureReport, PersonalData } from "@sallyport/core";
import { z } from "zod";
import { policyRule } from "./admin.ts";
import { eventData, what, where } from "./events.ts";
import { exportedMethod } from "./methods.ts";
import { count, deviceType, instant, methodType, place, proof, uuid } from "./words.ts";

const text = z.string().nullable();
const maybe = instant.nullable();

const notice = z.strictObject({
  language: z.enum(["en", "tr"]),
  purposes: z.array(z.strictObject({ purpose: z.string(), data: z.string(), legalBasis: z.string() })).readonly(),
  recipients: z.string(),
  rights: z.string(),
});

const guesses = z.strictObject({
  deviceId: text,
  inARow: count,
  byDay: z.array(z.strictObject({ day: instant, failures: count })).readonly(),
  noGuessBefore: instant,
  noticedAt: maybe,
});

const recovery = z.strictObject({
  id: uuid,
  kind: z.enum(["admin_reset", "self_recovery"]),
  reason: text,
  requestedAt: instant,
  needsApproval: z.boolean(),
  ...{ effectiveAt: maybe, executedAt: maybe, linkExpiresAt: maybe, linkUsedAt: maybe, cancelledAt: maybe },
  completedAt: maybe,
});

const device = z.strictObject({
  ...{ id: uuid, name: z.string(), deviceType, trustedBy: methodType, browser: text, os: text },
  ...{ uses: count, failures: count, createdAt: instant, lastUsedAt: maybe, expiresAt: instant, endedAt: maybe },
  endReason: text,
});

const liveSession = z.strictObject({
  ...{ id: uuid, createdAt: instant, lastSeenAt: instant, expiresAt: instant, deviceType },
  ...{ ip: z.string().optional(), browser: z.string().optional(), os: z.string().optional() },
  location: place.optional(),
  proofs: z.array(proof).readonly(),
});

const pastSession = z.strictObject({
  ...{ id: uuid, createdAt: instant, expiresAt: instant, ip: text, browser: text, os: text, deviceType },
  location: z.record(z.string(), z.unknown()).nullable(),
  ...{ lastSeenAt: maybe, endedAt: maybe, endReason: text },
});

const channel = z.enum(["sms", "email"]);

const delivery = z.strictObject({
  ...{ id: uuid, channel, purpose: z.enum(["code", "notice"]), country: text, provider: text },
  status: z.enum(["queued", "sent", "delivered", "opened", "failed", "bounced", "complained"]),
  ...{ createdAt: instant, settledAt: maybe, verifiedAt: maybe },
});

const message = z.strictObject({
  ...{ id: uuid, kind: z.string(), channel, to: text, language: z.string(), createdAt: instant, sendAt: instant },
  finishedAt: maybe,
  outcome: z.enum(["sent", "failed"]).nullable(),
});

const event = z.strictObject({
  ...what,
  ...where,
  by: z.literal("an administrator").nullable(),
  ...{ methodType: text, methodId: text, sessionId: text, reason: text, note: text },
  data: eventData,
});

/** Everything about one person (docs/privacy.md). It goes out as text, and a test holds that against this. */
export const personalData: z.ZodType<Omit<PersonalData, "trustedDevices" | "sessions">> = z.strictObject({
  format: z.literal("sallyport.personal-data"),
  version: z.literal(1),
  exportedAt: instant,
  controller: z.string(),
  notice,
  retention: z.array(z.strictObject({ data: z.string(), days: count.nullable() })).readonly(),
  account: z.strictObject({ id: z.string() }),
  methods: z.array(exportedMethod).readonly(),
  backupCodes: z.array(z.strictObject({ createdAt: instant, usedAt: maybe, expiresAt: maybe })).readonly(),
  passkeyHandleSince: maybe,
  guesses: z.array(guesses).readonly(),
  gracePeriod: z
    .strictObject({ startedAt: instant, deadline: instant, extendedAt: maybe, extensionReason: text })
    .nullable(),
  policyRules: z.array(z.strictObject({ rule: policyRule, changedAt: instant, reason: text })).readonly(),
  recoveries: z.array(recovery).readonly(),
  trustedDevices: z.array(device).readonly(),
  liveSessions: z.array(liveSession).readonly(),
  sessions: z.array(pastSession).readonly(),
  deliveries: z.array(delivery).readonly(),
  messages: z.array(message).readonly(),
  events: z.array(event).readonly(),
  acts: z.array(z.strictObject({ ...what, ...where })).readonly(),
});

const erased = z.strictObject({
  ...{ methods: count, backupCodes: count, passkeyHandles: count, guesses: count, gracePeriods: count },
  ...{ policyRules: count, recoveries: count, trustedDevices: count, sessions: count, deliveries: count },
  ...{ messages: count, mentions: count, liveSessions: count, events: count },
});

/** What came of an erasure. */
export const erasureReport: z.ZodType<ErasureReport> = z.strictObject({
  pseudonym: text,
  erased,
  complete: z.boolean(),
});
