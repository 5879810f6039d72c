import { Router } from "express";
import { MfaError, requireMfa } from "sallyport";
import { sessionsPage } from "../pages/sessions.ts";
import { page, send } from "./forms.ts";

/** Where one is signed in, which browsers are remembered, and how to end either. */
export function sessions(): Router {
  const router = Router();
  router.use("/sessions", requireMfa());

  router.get(
    "/sessions",
    page(async (req, res) => {
      const body = sessionsPage(await req.mfa.listSessions(), await req.mfa.trustedDevices());
      send(req, res, { title: "Where you are signed in", body });
    }),
  );

  router.post(
    "/sessions/:id/end",
    page(async (req, res) => {
      await req.mfa.endSession(String(req.params["id"])).catch(unlessGone);
      res.redirect(303, "/sessions");
    }),
  );

  router.post(
    "/sessions/end-others",
    page(async (req, res) => {
      await req.mfa.invalidateSessions();
      res.redirect(303, "/sessions");
    }),
  );

  router.post(
    "/sessions/browsers/:id/forget",
    page(async (req, res) => {
      await req.mfa.revokeDevice(String(req.params["id"])).catch(unlessGone);
      res.redirect(303, "/sessions");
    }),
  );

  router.post(
    "/sessions/browsers/forget-all",
    page(async (req, res) => {
      await req.mfa.revokeDevices();
      res.redirect(303, "/sessions");
    }),
  );
  return router;
}

/** It has ended by itself meanwhile, or twice from two tabs. */
function unlessGone(error: unknown): void {
  if (!(error instanceof MfaError && error.code === "ERR-NOT-FOUND")) throw error;
}
