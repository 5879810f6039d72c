import { Router, type Request, type Response } from "express";
import type { MethodType } from "sallyport";
import { field, page, requireSignedIn } from "./forms.ts";
import { CHANGE, problemText, refusalOf } from "./refusals.ts";
import { setUpSent } from "./set-up-sent.ts";
import { setUpTotp } from "./set-up-totp.ts";
import { setUpWebauthn } from "./set-up-webauthn.ts";
import { showCodes, showSecurity } from "./show-security.ts";

/** The security settings: what protects the account, and what else could. */
export function security(offered: readonly MethodType[]): Router {
  const router = Router();
  router.use("/security", requireSignedIn());

  router.get(
    "/security",
    page((req, res) => showSecurity(req, res, { offered })),
  );
  router.use(setUpTotp(), setUpWebauthn(offered));
  for (const type of ["sms", "email"] as const) if (offered.includes(type)) router.use(setUpSent(type, offered));

  router.post(
    "/security/backup-codes",
    page(async (req, res) => {
      showCodes(req, res, await req.mfa.regenerateBackupCodes());
    }),
  );

  router.post(
    "/security/methods/:id/rename",
    page(async (req, res) => {
      const name = field(req, "name").trim().slice(0, 64);
      if (name === "") res.redirect(303, "/security");
      else await change(req, res, (id) => req.mfa.changeMethod(id, { name }));
    }),
  );

  router.post(
    "/security/methods/:id/remove",
    page((req, res) => change(req, res, (id) => req.mfa.removeMethod(id))),
  );

  async function change(req: Request, res: Response, act: (id: string) => Promise<void>): Promise<void> {
    try {
      await act(String(req.params["id"]));
      res.redirect(303, "/security");
    } catch (error) {
      const refusal = refusalOf(error);
      await showSecurity(req, res.status(refusal.status), { offered, problem: problemText(refusal, CHANGE) });
    }
  }
  return router;
}
