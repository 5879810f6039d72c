import { Router, type Request, type Response } from "express";
import { MfaError, qrCodeSvg, requireMfa } from "sallyport";
import { backupCodesPage, enrollPage, securityPage } from "../pages/security.ts";
import { field, page, problemText, send } from "./forms.ts";

/** The security settings: authenticator apps and backup codes. */
export function security(): Router {
  const router = Router();
  router.use("/security", requireMfa());

  router.get(
    "/security",
    page(async (req, res) => {
      send(req, res, { title: "Security", body: securityPage(await req.mfa.status()) });
    }),
  );

  router.post(
    "/security/totp",
    page(async (req, res) => {
      const name = field(req, "name").trim().slice(0, 64);
      const setup = await req.mfa.setupTotp(name === "" ? {} : { name });
      send(req, res, {
        title: "Add an authenticator app",
        body: enrollPage({ svg: await qrCodeSvg(setup.otpauthUrl), secret: setup.secret }),
      });
    }),
  );

  router.post(
    "/security/totp/verify",
    page(async (req, res) => {
      const result = await confirm(req, res);
      if (result?.backupCodes) showCodes(req, res, result.backupCodes);
      else if (result) res.redirect(303, "/security");
    }),
  );

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

function showCodes(req: Request, res: Response, codes: readonly string[]): void {
  send(req, res, { title: "Save your backup codes", body: backupCodesPage(codes) });
}

async function confirm(req: Request, res: Response): Promise<{ readonly backupCodes?: readonly string[] } | undefined> {
  try {
    return await req.mfa.confirmTotp({ code: field(req, "code") });
  } catch (error) {
    if (!(error instanceof MfaError) || (error.code !== "ERR-MFA-INVALID" && error.code !== "ERR-MFA-RATE-LIMITED"))
      throw error;
    send(req, res.status(error.status), {
      title: "Add an authenticator app",
      problem: problemText(error),
      body: enrollPage({}),
    });
    return undefined;
  }
}
