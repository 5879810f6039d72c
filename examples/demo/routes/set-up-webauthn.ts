import { Router } from "express";
import type { MethodType } from "sallyport";
import { keyAnswer, page } from "./forms.ts";
import { KEY, problemText, refusalOf } from "./refusals.ts";
import { showConfirmed, showSecurity } from "./show-security.ts";

/** The end of what public/passkeys.js began: a passkey or security key has signed. */
export function setUpWebauthn(offered: readonly MethodType[]): Router {
  const router = Router();

  router.post(
    "/security/webauthn",
    page(async (req, res) => {
      try {
        showConfirmed(req, res, await req.mfa.confirmWebauthn({ response: keyAnswer(req) }));
      } catch (error) {
        const refusal = refusalOf(error);
        await showSecurity(req, res.status(refusal.status), { offered, problem: problemText(refusal, KEY) });
      }
    }),
  );

  // Where a reload of that page by its address leads.
  router.get("/security/webauthn", (req, res) => {
    res.redirect(303, "/security");
  });
  return router;
}
