import { Router, type Request, type Response } from "express";
import type { Sallyport } from "sallyport";
import { erasedPage, erasePage } from "../pages/erase.ts";
import { html } from "../pages/html.ts";
import type { Notes } from "../people/notes.ts";
import type { DemoUsers } from "../people/users.ts";
import { isReason } from "./admin-acts.ts";
import { field, page, send } from "./forms.ts";
import { nobodyHere } from "./nobody-here.ts";
import { ADMIN, problemText, refusalOf } from "./refusals.ts";
import { sendData } from "./send-data.ts";
import { subjectOf } from "./subject.ts";

interface Given {
  readonly mfa: Sallyport;
  readonly users: DemoUsers;
  readonly notes: Notes;
}

/** Requests that people make about their data. To be mounted behind the guard of the administrators. */
export function adminPrivacy({ mfa, users, notes }: Given): Router {
  const router = Router();

  router.get(
    "/admin/people/:id/data.json",
    page(async (req, res) => {
      const user = await users.findById(idOf(req));
      if (!user) {
        nobodyHere(req, res);
        return;
      }
      try {
        const text = await mfa.privacy.exportText(user.id, { by: subjectOf(req) });
        await sendData(res, "data-of-a-person.json", { user, notes, text });
      } catch (error) {
        refused(req, res, error);
      }
    }),
  );

  router.get(
    "/admin/people/:id/erase",
    page(async (req, res) => {
      const user = await users.findById(idOf(req));
      if (user) send(req, res, { title: `Erase ${user.displayName ?? user.id}`, body: erasePage(user.id) });
      else nobodyHere(req, res);
    }),
  );

  router.post(
    "/admin/people/:id/erase",
    page(async (req, res) => {
      const [reason, isSure] = [field(req, "reason").trim(), field(req, "sure") === "on"];
      if (isReason(reason) && isSure) await erase(req, res, reason);
      else again(req, res.status(400), "Say why, and that you are sure.");
    }),
  );

  /**
   * The account goes first: whoever can sign in leaves new traces. What fails after that is done by sending the form again,
   * as Sallyport finds what is left by the id alone.
   */
  async function erase(req: Request, res: Response, reason: string): Promise<void> {
    const [id, by] = [idOf(req), subjectOf(req)];
    try {
      if (await users.findById(id)) await mfa.admin.requireLower(by, id);
      await users.remove(id);
      notes.burn(id);
      const report = await mfa.privacy.erase(id, { by, reason });
      if (report.complete) send(req, res, { title: "Erased", body: erasedPage(report) });
      else again(req, res.status(409), "They were still at work. Erase them once more.");
    } catch (error) {
      const refusal = refusalOf(error);
      again(req, res.status(refusal.status), problemText(refusal, ADMIN));
    }
  }
  return router;
}

function again(req: Request, res: Response, problem: string): void {
  send(req, res, { title: "Not erased yet", problem, body: erasePage(idOf(req), field(req, "reason")) });
}

function refused(req: Request, res: Response, error: unknown): void {
  const refusal = refusalOf(error);
  send(req, res.status(refusal.status), {
    title: "Not exported",
    problem: problemText(refusal, ADMIN),
    body: html`<p><a href="/admin">All people</a></p>`,
  });
}

function idOf(req: Request): string {
  return String(req.params["id"]);
}
