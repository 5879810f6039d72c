import type {
  PersonalDelivery,
  PersonalGrace,
  PersonalGuesses,
  PersonalMessage,
  PersonalRecords,
  PersonalRule,
} from "@sallyport/core";
import { z } from "zod";
import { policyRule } from "./policy-store.ts";

const code = z.object({ created_at: z.date(), used_at: z.date().nullable(), expires_at: z.date().nullable() });

export function toBackupCode(value: unknown): PersonalRecords["backupCodes"][number] {
  const { created_at, used_at, expires_at } = code.parse(value);
  return { createdAt: created_at, usedAt: used_at, expiresAt: expires_at };
}

export function toSince(value: unknown): Date {
  return z.object({ created_at: z.date() }).parse(value).created_at;
}

const guesses = z.object({
  budget: z.string().nullable(),
  failures: z.number(),
  next_attempt_at: z.date(),
  failures_by_day: z.record(z.string(), z.number()),
  noticed_at: z.date().nullable(),
});

const DAY_MS = 86_400_000;

export function toGuesses(value: unknown): PersonalGuesses {
  const { budget, failures, next_attempt_at, failures_by_day, noticed_at } = guesses.parse(value);
  const days = Object.entries(failures_by_day).filter(([, count]) => count > 0);
  return {
    deviceId: budget?.replace(/^device:/, "") ?? null,
    inARow: failures,
    byDay: days.map(([day, count]) => ({ day: new Date(Number(day) * DAY_MS), failures: count })),
    noGuessBefore: next_attempt_at,
    noticedAt: noticed_at,
  };
}

const grace = z.object({
  started_at: z.date(),
  deadline: z.date(),
  extended_at: z.date().nullable(),
  extension_reason: z.string().nullable(),
});

export function toGrace(value: unknown): PersonalGrace {
  const { started_at, deadline, extended_at, extension_reason } = grace.parse(value);
  return { startedAt: started_at, deadline, extendedAt: extended_at, extensionReason: extension_reason };
}

const rule = z.object({ rule: policyRule, changed_at: z.date(), reason: z.string().nullable() });

export function toRule(value: unknown): PersonalRule {
  const { changed_at, ...same } = rule.parse(value);
  return { ...same, changedAt: changed_at };
}

const channel = z.enum(["sms", "email"]);

const delivery = z.object({
  id: z.string(),
  channel,
  purpose: z.enum(["code", "notice"]),
  country: z.string().nullable(),
  provider: z.string().nullable(),
  status: z.enum(["queued", "sent", "delivered", "opened", "failed", "bounced", "complained"]),
  created_at: z.date(),
  settled_at: z.date().nullable(),
  verified_at: z.date().nullable(),
});

export function toDelivery(value: unknown): PersonalDelivery {
  const { created_at, settled_at, verified_at, ...same } = delivery.parse(value);
  return { ...same, createdAt: created_at, settledAt: settled_at, verifiedAt: verified_at };
}

const message = z.object({
  id: z.string(),
  kind: z.string(),
  channel,
  destination: z.string().nullable(),
  language: z.string(),
  created_at: z.date(),
  send_at: z.date(),
  finished_at: z.date().nullable(),
  outcome: z.enum(["sent", "failed"]).nullable(),
});

export function toMessage(value: unknown): PersonalMessage {
  const { destination, created_at, send_at, finished_at, ...same } = message.parse(value);
  return { ...same, to: destination, createdAt: created_at, sendAt: send_at, finishedAt: finished_at };
}
