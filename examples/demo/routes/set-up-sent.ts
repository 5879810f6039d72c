import { Router, type Request, type Response } from "express";
import type { AwaitedSetup as SentSetup, MethodConfirmation, MethodType, SentMethodType } from "sallyport";
import { sentSetupPage, type AwaitedSetup } from "../pages/set-up.ts";
import { field, page, send } from "./forms.ts";
import { problemText, refusalOf, SENDING, SENT_CODE } from "./refusals.ts";
import { showConfirmed, showSecurity } from "./show-security.ts";

interface Kind {
  readonly title: string;
  readonly field: "phone" | "email";
  readonly refused: string;
  setUp(req: Request, to: string): Promise<SentSetup>;
  confirm(req: Request, code: string): Promise<MethodConfirmation>;
}

const KINDS: Readonly<Record<SentMethodType, Kind>> = {
  sms: {
    title: "Add a phone number",
    field: "phone",
    refused:
      "This number can't be used. Write a mobile number with + and its country code; numbers that cost extra are not accepted.",
    setUp: (req, to) => req.mfa.setupSms({ phoneNumber: to }),
    confirm: (req, code) => req.mfa.confirmSms({ code }),
  },
  email: {
    title: "Add an e-mail address",
    field: "email",
    refused: "This address can't be used. Check how it is written.",
    setUp: (req, to) => req.mfa.setupEmail({ email: to }),
    confirm: (req, code) => req.mfa.confirmEmail({ code }),
  },
};

/** A number or address, then the code that was sent there. */
export function setUpSent(type: SentMethodType, offered: readonly MethodType[]): Router {
  const router = Router();
  const kind = KINDS[type];

  // The same form asks for the first code and for one more: while it lives, that is the same code again.
  router.post(
    `/security/${type}`,
    page(async (req, res) => {
      const to = field(req, "to").trim();
      try {
        show(req, res, { ...(await kind.setUp(req, to)), type, to });
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, { ...SENDING, "ERR-VALIDATION": kind.refused });
        res.status(refusal.status);
        if (refusal.code === "ERR-MFA-RATE-LIMITED")
          show(req, res, { type, to, hint: field(req, "hint"), isRefused: true, problem });
        else await showSecurity(req, res, { offered, problem, typed: { [kind.field]: to, refused: kind.field } });
      }
    }),
  );

  router.post(
    `/security/${type}/verify`,
    page(async (req, res) => {
      try {
        showConfirmed(req, res, await kind.confirm(req, field(req, "code")));
      } catch (error) {
        const refusal = refusalOf(error);
        const [to, hint] = [field(req, "to"), field(req, "hint")];
        show(req, res.status(refusal.status), { type, to, hint, problem: problemText(refusal, SENT_CODE) });
      }
    }),
  );

  // Where a reload of those pages by their address leads.
  router.get([`/security/${type}`, `/security/${type}/verify`], (req, res) => {
    res.redirect(303, "/security");
  });
  return router;
}

function show(req: Request, res: Response, setup: AwaitedSetup & { readonly problem?: string }): void {
  send(req, res, { title: KINDS[setup.type].title, problem: setup.problem, body: sentSetupPage(setup) });
}
