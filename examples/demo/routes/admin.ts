import { Router, type Request, type RequestHandler, type Response } from "express";
import { MfaError, requireMfa, type Sallyport, type Subject, type User } from "sallyport";
import type { DemoUsers } from "../people/users.ts";
import { html } from "../pages/html.ts";
import { peoplePage } from "../pages/people.ts";
import { personForms, type ActName } from "../pages/person-forms.ts";
import { personReport } from "../pages/person.ts";
import { ACTS, isAct, isReason } from "./admin-acts.ts";
import { field, page, send } from "./forms.ts";
import { ADMIN, problemText, refusalOf } from "./refusals.ts";

const MOST = 50;

interface Given {
  readonly mfa: Sallyport;
  readonly users: DemoUsers;
}

/** For administrators who have just shown a second factor: who is there, how they stand, and help for who has lost theirs. */
export function admin({ mfa, users }: Given): Router {
  const router = Router();
  router.use("/admin", requireMfa({ maxAgeSeconds: 300, unenrolled: "refuse", resume: true }), requireAdmin);

  router.get(
    "/admin",
    page(async (req, res) => {
      send(req, res, { title: "People", body: peoplePage(await users.newest(MOST), req.mfa.user?.id) });
    }),
  );

  router.get(
    "/admin/people/:id",
    page(async (req, res) => {
      const done = req.query["done"];
      await showPerson(req, res, isAct(done) ? { note: ACTS[done].done } : {});
    }),
  );

  router.post(
    "/admin/people/:id/:act",
    page(async (req, res) => {
      const { act } = req.params;
      if (isAct(act)) await help(req, res, act);
      else notFound(req, res);
    }),
  );

  async function help(req: Request, res: Response, name: ActName): Promise<void> {
    const { takesReason, run } = ACTS[name];
    const reason = field(req, "reason").trim();
    if (takesReason && !isReason(reason)) {
      await showPerson(req, res.status(400), { problem: "Say why: the reason goes into the record." });
      return;
    }
    const userId = String(req.params["id"]);
    try {
      await run(mfa, { by: subjectOf(req), userId, reason, days: Number(field(req, "days")) });
      res.redirect(303, `/admin/people/${encodeURIComponent(userId)}?done=${name}`);
    } catch (error) {
      const refusal = refusalOf(error);
      await showPerson(req, res.status(refusal.status), { problem: problemText(refusal, ADMIN) });
    }
  }

  async function showPerson(req: Request, res: Response, told: { note?: string; problem?: string }): Promise<void> {
    const user = await users.findById(String(req.params["id"]));
    if (!user) notFound(req, res);
    else await showReport(req, res, { ...told, user });
  }

  async function showReport(req: Request, res: Response, shown: Shown): Promise<void> {
    const { user, note, problem } = shown;
    const report = await mfa.admin.user(user.id, { by: subjectOf(req) });
    send(req, res, {
      title: user.displayName ?? user.id,
      problem,
      body: html`${note !== undefined && html`<p class="note" role="status">${note}</p>`}
        ${personReport(report, new Date())} ${personForms(user.id)}
        <p><a href="/admin">All people</a></p>`,
    });
  }
  return router;
}

interface Shown {
  readonly user: User;
  readonly note?: string;
  readonly problem?: string;
}

const requireAdmin: RequestHandler = (req, res, next) => {
  if (req.mfa.user?.roles?.includes("admin")) next();
  else
    send(req, res.status(403), {
      title: "Not for you",
      body: html`<p>Only administrators see this page. <a href="/account">Back to your account</a></p>`,
    });
};

/** Who acts; the guard above has let nobody through who is not signed in. */
function subjectOf({ mfa: { subject } }: Request): Subject {
  if (!subject) throw new MfaError("ERR-UNAUTHENTICATED");
  return subject;
}

function notFound(req: Request, res: Response): void {
  send(req, res.status(404), {
    title: "Nobody here",
    body: html`<p>There is nobody of that name. <a href="/admin">All people</a></p>`,
  });
}
