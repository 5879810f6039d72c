import type { AuditEntry } from "@sallyport/core";
import { z } from "zod";
import { instant, uuid } from "./words.ts";

export const severity: z.ZodType<AuditEntry["severity"]> = z.enum(["info", "notice", "warning", "critical"]);

export const outcome: z.ZodType<AuditEntry["outcome"]> = z.enum(["success", "failure"]);

export const eventData: z.ZodType<AuditEntry["data"]> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]),
);

const text = z.string().nullable();

type Shape<Name extends keyof AuditEntry> = { readonly [Each in Name]: z.ZodType<AuditEntry[Each]> };

/** From where; null where that is not known. */
export const where: Shape<"ip" | "browser" | "os" | "deviceType" | "userAgent" | "requestId"> = {
  ...{ ip: text, browser: text, os: text, deviceType: text, userAgent: text, requestId: text },
};

/** What, and when. */
export const what: Shape<"id" | "type" | "at" | "severity" | "outcome"> = {
  ...{ id: uuid, type: z.string(), at: instant, severity, outcome },
};

/** An event of the audit trail. What ties it to the others stays where it is. */
export const auditEntry: z.ZodType<AuditEntry> = z.strictObject({
  ...what,
  ...{ tenantId: text, userId: text, actorId: text, methodType: text, methodId: text, sessionId: text },
  ...{ reason: text, note: text },
  ...where,
  ipHash: text,
  data: eventData,
});
