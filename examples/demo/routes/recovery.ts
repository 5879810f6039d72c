import { Router } from "express";
import { recoveryPage, recoveryRequestedPage } from "../pages/recovery.ts";
import { page, send } from "./forms.ts";
import { LOST, problemText, refusalOf } from "./refusals.ts";

const title = "All second factors lost";

/** The way back of somebody who has nothing but the password. It is for the second step of a sign-in alone. */
export function recovery(given: { readonly delayHours: number }): Router {
  const router = Router();
  router.use("/recovery", (req, res, next) => {
    if (req.mfa.stage === "pending") next();
    else res.redirect(303, req.mfa.stage === "full" ? "/account" : "/sign-in");
  });

  router.get("/recovery", (req, res) => {
    send(req, res, { title, body: recoveryPage(given) });
  });

  router.post(
    "/recovery",
    page(async (req, res) => {
      try {
        const { effectiveAt } = await req.mfa.requestRecovery();
        send(req, res, { title: "Recovery of your account", body: recoveryRequestedPage(effectiveAt) });
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, LOST);
        send(req, res.status(refusal.status), { title, problem, body: recoveryPage(given) });
      }
    }),
  );
  return router;
}
