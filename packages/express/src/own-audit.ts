import { SallyportConfigError, type Outcome, type Severity } from "@sallyport/core";
import { subjectIn, type RequestState } from "./request-state.ts";

/** What an event of the app's own may carry: short texts, numbers, yes or no. Twenty at most, texts of 512 characters. */
export type AuditData = Readonly<Record<string, string | number | boolean>>;

/** What came of it, and how much it matters. */
export interface AuditMark {
  /** Default `success`. */
  readonly outcome?: Outcome;
  /** Default `info`. */
  readonly severity?: Severity;
}

/** Events of the app's own. */
export interface RequestAudit {
  /**
   * Records `app.<type>` about the user of this request, with where it came from: `report.downloaded` becomes
   * `app.report.downloaded`. Nobody signed in: without a user. Secrets are taken out of `data`, but better never put in.
   * Resolves when the event is taken; it is written within a moment, with others.
   *
   * Throws `SallyportConfigError` (`CONFIG-AUDIT-EVENT`) for a type that is none, `ERR-UNAVAILABLE` where no more can be taken.
   *
   * @example
   * ```ts
   * import express from "express";
   * import { requireMfa } from "sallyport";
   *
   * const app = express();
   * app.get("/reports/:id", requireMfa(), async (req, res) => {
   *   await req.mfa.audit("report.downloaded", { report: String(req.params["id"]) });
   *   res.json({});
   * });
   * ```
   */
  audit(type: string, data?: AuditData, mark?: AuditMark): Promise<void>;
}

const WORD = "[a-z][a-z0-9_]{0,47}";
const TYPE = new RegExp(`^${WORD}(?:\\.${WORD}){0,3}$`);
const OUTCOMES: readonly Outcome[] = ["success", "failure"];
const SEVERITIES: readonly Severity[] = ["info", "notice", "warning", "critical"];

export function auditing(state: RequestState): RequestAudit {
  return {
    audit: async (type, data = {}, mark = {}) => {
      refuseMistakes(type, mark);
      const { suite, context } = state;
      const subject = subjectIn(state);
      await suite.record({
        type: `app.${type}`,
        ...{ data, context },
        ...(subject && { userId: subject.user.id }),
        ...(subject?.user.tenantId === undefined ? {} : { tenantId: subject.user.tenantId }),
        ...(subject?.stage === "full" && subject.sessionId !== undefined ? { sessionId: subject.sessionId } : {}),
        ...(mark.outcome === undefined ? {} : { outcome: mark.outcome }),
        ...(mark.severity === undefined ? {} : { severity: mark.severity }),
      });
    },
  };
}

/** A row that the database refuses would hold up all that are written with it. */
function refuseMistakes(type: string, { outcome, severity }: AuditMark): void {
  if (!TYPE.test(type))
    throw mistake("type", 'Write words of small letters, digits and _, with dots between: "report.downloaded"');
  if (outcome !== undefined && !OUTCOMES.includes(outcome)) throw mistake("outcome", 'Write "success" or "failure"');
  if (severity !== undefined && !SEVERITIES.includes(severity))
    throw mistake("severity", 'Write "info", "notice", "warning" or "critical"');
}

function mistake(option: string, remedy: string): SallyportConfigError {
  return new SallyportConfigError([
    { code: "CONFIG-AUDIT-EVENT", option: `req.mfa.audit.${option}`, reason: "the value is not accepted", remedy },
  ]);
}
