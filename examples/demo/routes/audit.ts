import { Router, type Request, type Response } from "express";
import { MfaError, type AuditFilter, type AuditPage, type Sallyport, type Verification } from "sallyport";
import { auditPage } from "../pages/audit.ts";
import { OUTCOMES, SEVERITIES, type AuditQuestion } from "../pages/audit-filter.ts";
import type { DemoUsers } from "../people/users.ts";
import { page, send } from "./forms.ts";
import { subjectOf } from "./subject.ts";

interface Given {
  readonly mfa: Sallyport;
  readonly users: DemoUsers;
}

interface Told {
  readonly status?: number;
  readonly problem?: string;
  readonly verification?: Verification;
}

/** The audit trail. To be mounted behind the guard of the administrators. */
export function audit({ mfa, users }: Given): Router {
  const router = Router();

  router.get(
    "/admin/audit",
    page(async (req, res) => {
      const question = questionOf(req);
      const found = question && (await find(req, question));
      if (question && found) await show(req, res, { question, ...found });
      else
        await show(req, res, { question: {}, entries: [], status: 400, problem: "Nothing can be looked for by that." });
    }),
  );

  // A POST: it reads every row there is, which nothing should do that merely follows links.
  router.post(
    "/admin/audit/verify",
    page(async (req, res) => {
      const verification = await mfa.audit.verify();
      const found = await mfa.audit.find(reachOf(req));
      await show(req, res, { question: {}, ...found, verification });
    }),
  );
  // Where a reload of that page by its address leads.
  router.get("/admin/audit/verify", (req, res) => {
    res.redirect(303, "/admin/audit");
  });

  /** Undefined for a cursor that is none of ours. */
  async function find(req: Request, { person, ...filter }: AuditQuestion): Promise<AuditPage | undefined> {
    const userId = person?.includes("@") ? (await users.findByEmail(person))?.id : person;
    if (userId === undefined && person !== undefined) return { entries: [] };
    const cursor = typeof req.query["cursor"] === "string" ? req.query["cursor"] : undefined;
    try {
      return await mfa.audit.find({ ...filter, userId, ...reachOf(req) }, { cursor });
    } catch (error) {
      if (error instanceof MfaError && error.code === "ERR-VALIDATION") return undefined;
      throw error;
    }
  }

  async function show(
    req: Request,
    res: Response,
    { status = 200, problem, ...shown }: Told & AuditPage & { readonly question: AuditQuestion },
  ): Promise<void> {
    const ids = shown.entries.flatMap(({ userId, actorId }) => [userId, actorId]).filter((id) => id !== null);
    const addresses = await users.addresses([...new Set(ids)]);
    send(req, res.status(status), { title: "Audit trail", problem, body: auditPage({ ...shown, addresses }) });
  }
  return router;
}

/** An administrator of a tenant sees that tenant alone. */
function reachOf(req: Request): Pick<AuditFilter, "tenantId"> {
  return { tenantId: subjectOf(req).user.tenantId };
}

/** Undefined where it can't have come from the form. */
function questionOf({ query }: Request): AuditQuestion | undefined {
  const asked = ["type", "person", "outcome", "severity"].map((name) => query[name] ?? "").filter(isTypable);
  if (asked.length < 4) return undefined;
  const [type = "", person = "", outcome = "", severity = ""] = asked.map((text) => text.trim());
  const [knownOutcome] = OUTCOMES.filter((each) => each === outcome);
  const [knownSeverity] = SEVERITIES.filter((each) => each === severity);
  if ((outcome !== "" && !knownOutcome) || (severity !== "" && !knownSeverity)) return undefined;
  return {
    ...(type === "" ? {} : { type }),
    ...(person === "" ? {} : { person }),
    ...(knownOutcome ? { outcome: knownOutcome } : {}),
    ...(knownSeverity ? { severity: knownSeverity } : {}),
  };
}

function isTypable(value: unknown): value is string {
  return typeof value === "string" && /^[^\p{Cc}]{0,254}$/u.test(value);
}
