import { Router, type Request, type RequestHandler, type Response } from "express";
import { requireMfa, type Sallyport, type User } from "sallyport";
import type { Notes } from "../people/notes.ts";
import type { DemoUsers } from "../people/users.ts";
import { html } from "../pages/html.ts";
import { peoplePage } from "../pages/people.ts";
import { personForms, type ActName } from "../pages/person-forms.ts";
import { personReport } from "../pages/person.ts";
import { recentEvents } from "../pages/recent-events.ts";
import { ACTS, isAct, isReason } from "./admin-acts.ts";
import { adminPrivacy } from "./admin-privacy.ts";
import { audit } from "./audit.ts";
import { field, page, send } from "./forms.ts";
import { nobodyHere } from "./nobody-here.ts";
import { ADMIN, problemText, refusalOf } from "./refusals.ts";
import { subjectOf } from "./subject.ts";

const MOST = 50;

interface Given {
  readonly mfa: Sallyport;
  readonly users: DemoUsers;
  readonly notes: Notes;
}

/** For administrators who have just shown a second factor: who is there, how they stand, and help for who has lost theirs. */
export function admin({ mfa, users, notes }: Given): Router {
  const router = Router();
  router.use("/admin", requireMfa({ maxAgeSeconds: 300, unenrolled: "refuse", resume: true }), requireAdmin);
  router.use(audit({ mfa, users }), adminPrivacy({ mfa, users, notes }));

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
      else nobodyHere(req, res);
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
    if (!user) nobodyHere(req, res);
    else await showReport(req, res, { ...told, user });
  }

  async function showReport(req: Request, res: Response, shown: Shown): Promise<void> {
    const { user, note, problem } = shown;
    const report = await mfa.admin.user(user.id, { by: subjectOf(req) });
    send(req, res, {
      title: user.displayName ?? user.id,
      problem,
      body: html`${note !== undefined && html`<p class="note" role="status">${note}</p>`}
        ${personReport(report, new Date())} ${recentEvents(user.id, report.recentEvents)} ${personForms(user.id)}
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
