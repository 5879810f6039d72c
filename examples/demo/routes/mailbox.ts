import { Router, type Request, type Response } from "express";
import { mailboxPage, type Mailed } from "../pages/mailbox.ts";
import { field, page, requireSignedIn, send } from "./forms.ts";
import { problemText, refusalOf, SENDING, SENT_CODE } from "./refusals.ts";

/** The code to the account's own address, which enrolling asks for where a second factor is required. */
export function mailbox(): Router {
  const router = Router();
  router.use("/mailbox", requireSignedIn());

  router.get(
    "/mailbox",
    page(async (req, res) => {
      // Nobody who has a second factor is sent one.
      if ((await req.mfa.status()).enabled) res.redirect(303, "/security");
      else show(req, res);
    }),
  );

  router.post(
    "/mailbox/send",
    page(async (req, res) => {
      try {
        show(req, res, { mailed: await req.mfa.sendCode({ method: "mailed_code" }) });
      } catch (error) {
        const refusal = refusalOf(error);
        const mailed = { hint: field(req, "hint"), isRefused: true };
        show(req, res.status(refusal.status), { mailed, problem: problemText(refusal, SENDING) });
      }
    }),
  );

  router.post(
    "/mailbox",
    page(async (req, res) => {
      try {
        await req.mfa.verify({ method: "mailed_code", code: field(req, "code") });
        res.redirect(303, "/security");
      } catch (error) {
        const refusal = refusalOf(error);
        const mailed = { hint: field(req, "hint") };
        show(req, res.status(refusal.status), { mailed, problem: problemText(refusal, SENT_CODE) });
      }
    }),
  );

  // Where a reload of that page by its address leads.
  router.get("/mailbox/send", (req, res) => {
    res.redirect(303, "/mailbox");
  });
  return router;
}

function show(req: Request, res: Response, given: { readonly mailed?: Mailed; readonly problem?: string } = {}): void {
  const body = mailboxPage(req.mfa.user?.email ?? "", given.mailed);
  send(req, res, { title: "Confirm your mailbox", problem: given.problem, body });
}
