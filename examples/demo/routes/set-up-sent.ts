import { Router, type Request } from "express";
import type { MethodConfirmation, MethodType, SentMethodType, SentSetup } from "sallyport";
import { sentSetupPage } from "../pages/set-up.ts";
import { field, page, send } from "./forms.ts";
import { problemText, refusalOf, type Words } from "./refusals.ts";
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

const WORDS: Words = {
  "ERR-MFA-INVALID": "That code was not accepted. Look for the newest message, or send it again.",
  "ERR-MFA-RATE-LIMITED": "No code can be sent yet. One that you have still works.",
};

/** A number or address, then the code that was sent there. */
export function setUpSent(type: SentMethodType, offered: readonly MethodType[]): Router {
  const router = Router();
  const kind = KINDS[type];
  const { title } = kind;

  // The same form asks for the first code and for one more: while it lives, that is the same code again.
  router.post(
    `/security/${type}`,
    page(async (req, res) => {
      const [to, hint] = [field(req, "to").trim(), field(req, "hint")];
      try {
        send(req, res, { title, body: sentSetupPage({ type, to, ...(await kind.setUp(req, to)) }) });
      } catch (error) {
        const refusal = refusalOf(error);
        res.status(refusal.status);
        if (refusal.code === "ERR-MFA-RATE-LIMITED")
          send(req, res, { title, problem: problemText(refusal, WORDS), body: sentSetupPage({ type, to, hint }) });
        else {
          const problem = problemText(refusal, { "ERR-VALIDATION": kind.refused });
          await showSecurity(req, res, { offered, problem, typed: { [kind.field]: to, refused: kind.field } });
        }
      }
    }),
  );

  router.post(
    `/security/${type}/verify`,
    page(async (req, res) => {
      const [to, hint] = [field(req, "to"), field(req, "hint")];
      try {
        showConfirmed(req, res, await kind.confirm(req, field(req, "code")));
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, { "ERR-MFA-INVALID": WORDS["ERR-MFA-INVALID"] ?? "" });
        send(req, res.status(refusal.status), { title, problem, body: sentSetupPage({ type, to, hint }) });
      }
    }),
  );

  // Where a reload of those pages by their address leads.
  router.get([`/security/${type}`, `/security/${type}/verify`], (req, res) => {
    res.redirect(303, "/security");
  });
  return router;
}
