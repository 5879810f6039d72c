import { Router, type Request, type Response } from "express";
import { MfaError } from "sallyport";
import { challengeForm, passwordForm } from "../pages/challenge.ts";
import { field, page, problemText, returnTo, send } from "./forms.ts";

/** The second step of a sign-in, and the step-up of a session. */
export function challenge(): Router {
  const router = Router();

  router.get(
    "/challenge",
    page(async (req, res) => {
      if (req.mfa.stage === "anonymous") res.redirect(303, "/sign-in");
      else await show(req, res, { target: returnTo(req.query["returnTo"]) });
    }),
  );

  router.post(
    "/challenge",
    page(async (req, res) => {
      const target = returnTo(field(req, "returnTo"));
      try {
        await prove(req);
        res.redirect(303, target);
      } catch (error) {
        if (
          !(error instanceof MfaError) ||
          error.code === "ERR-MFA-CHALLENGE-INVALID" ||
          error.code === "ERR-UNAUTHENTICATED"
        )
          throw error;
        await show(req, res.status(error.status), { target, problem: problemText(error) });
      }
    }),
  );
  return router;
}

async function prove(req: Request): Promise<void> {
  const code = field(req, "code");
  if (field(req, "method") === "password") await req.mfa.verifyPassword(code);
  else await req.mfa.verify({ method: field(req, "method") === "backup_code" ? "backup_code" : "totp", code });
}

async function show(req: Request, res: Response, given: { target: string; problem?: string }): Promise<void> {
  const hasFactor = req.mfa.stage === "pending" || (await req.mfa.status()).enabled;
  send(req, res, {
    title: "Confirm it's you",
    problem: given.problem,
    body: hasFactor ? challengeForm({ returnTo: given.target }) : passwordForm({ returnTo: given.target }),
  });
}
