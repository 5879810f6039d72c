import { Router } from "express";
import { qrCodeSvg } from "sallyport";
import { enrollPage } from "../pages/set-up.ts";
import { field, page, send } from "./forms.ts";
import { problemText, refusalOf } from "./refusals.ts";
import { showConfirmed } from "./show-security.ts";

const title = "Add an authenticator app";

/** A secret to scan, then its first code. */
export function setUpTotp(): Router {
  const router = Router();

  router.post(
    "/security/totp",
    page(async (req, res) => {
      const name = field(req, "name").trim().slice(0, 64);
      const setup = await req.mfa.setupTotp(name === "" ? {} : { name });
      send(req, res, {
        title,
        body: enrollPage({ svg: await qrCodeSvg(setup.otpauthUrl), secret: setup.secret }),
      });
    }),
  );

  router.post(
    "/security/totp/verify",
    page(async (req, res) => {
      try {
        showConfirmed(req, res, await req.mfa.confirmTotp({ code: field(req, "code") }));
      } catch (error) {
        const refusal = refusalOf(error);
        send(req, res.status(refusal.status), { title, problem: problemText(refusal), body: enrollPage({}) });
      }
    }),
  );
  return router;
}
