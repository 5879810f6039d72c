import { SallyportConfigError } from "@sallyport/core";
import type { RequestHandler } from "express";
import { z } from "zod";
import { recordRequest } from "./audit-log/record-request.ts";
import { requestIdOf } from "./audit-log/request-id.ts";
import type { AuditLogOptions } from "./audit-log/options.ts";
import { stateOf } from "./request-state.ts";

const OBJECT = "Write an object such as { trustRequestId: true }, or nothing";
const REQUESTS = "Write a function of the request and the response that returns { type, data } or undefined";
const schema = z.strictObject(
  {
    trustRequestId: z.boolean({ error: "Write true or false" }).optional(),
    requests: z.custom((value) => typeof value === "function", { error: REQUESTS }).optional(),
  },
  { error: OBJECT },
);

/**
 * Records who did what: every request has an id, which is on its answer (`X-Request-Id`) and in every event that it causes, so
 * that the lines of one request are found together; and of the requests that `requests` names, each leaves an event of its own.
 * Mount it right after `mfaSession`. Events of Sallyport are recorded without it as well.
 *
 * @param options - `trustRequestId`: take the id that a proxy of yours has set; default false, since anybody can send one.
 * `requests`: called when a request has been answered, returns the event (`app.<type>`) or nothing; default: none. An answer
 * of 400 or more, or one that never went out, is recorded as a failure.
 * @returns A middleware.
 * @throws `SallyportConfigError` for unknown or malformed options, at start. OWASP ASVS 16.2.1.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { auditLog } from "sallyport";
 *
 * const app = express();
 * app.use(
 *   auditLog({
 *     requests: (req) => (req.path.startsWith("/payments") ? { type: "payment", data: { method: req.method } } : undefined),
 *   }),
 * );
 * ```
 */
export function auditLog(options: AuditLogOptions = {}): RequestHandler {
  const { trustRequestId = false, requests } = check(options);

  return function auditLogMiddleware(req, res, next) {
    const state = stateOf(req, "auditLog");
    state.requestId ??= requestIdOf(req, { suite: state.suite, isTrusted: trustRequestId });
    res.setHeader("X-Request-Id", state.requestId);
    if (requests) recordRequest({ req, res, state, requests });
    next();
  };
}

function check(options: AuditLogOptions): AuditLogOptions {
  const parsed = schema.safeParse(options);
  if (parsed.success) return options;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : undefined;
  throw new SallyportConfigError([
    {
      code: unknown === undefined ? "CONFIG-OPTION-INVALID" : "CONFIG-OPTION-UNKNOWN",
      option: ["auditLog", unknown ?? issue?.path.join(".")].filter(Boolean).join("."),
      reason: unknown === undefined ? "the value is not accepted" : "there is no such option",
      remedy: unknown === undefined ? (issue?.message ?? OBJECT) : "It knows trustRequestId and requests",
    },
  ]);
}
