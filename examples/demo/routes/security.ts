import { Router } from "express";
import type { MethodType } from "sallyport";
import { page, requireSignedIn } from "./forms.ts";
import { setUpSent } from "./set-up-sent.ts";
import { setUpTotp } from "./set-up-totp.ts";
import { showCodes, showSecurity } from "./show-security.ts";

/** The security settings: what protects the account, and what else could. */
export function security(offered: readonly MethodType[]): Router {
  const router = Router();
  router.use("/security", requireSignedIn());

  router.get(
    "/security",
    page((req, res) => showSecurity(req, res, { offered })),
  );
  router.use(setUpTotp());
  for (const type of ["sms", "email"] as const) if (offered.includes(type)) router.use(setUpSent(type, offered));

  router.post(
    "/security/backup-codes",
    page(async (req, res) => {
      showCodes(req, res, await req.mfa.regenerateBackupCodes());
    }),
  );

  router.post(
    "/security/methods/:id/remove",
    page(async (req, res) => {
      await req.mfa.removeMethod(String(req.params["id"]));
      res.redirect(303, "/security");
    }),
  );
  return router;
}
