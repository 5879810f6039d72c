import { Router, type Request, type Response } from "express";
import { requireMfa, type EndReason, type SignInAnswer } from "sallyport";
import type { DemoUsers } from "../people/users.ts";
import { enrollmentNote } from "../pages/enrollment-note.ts";
import { html } from "../pages/html.ts";
import { credentialsForm } from "../pages/sign-in.ts";
import { field, page, returnTo, send } from "./forms.ts";

/** What people should know about the session that they had here. */
const ENDED: Partial<Record<EndReason, string>> = {
  session_limit: "You were signed out here, because you have signed in on another device.",
  idle_timeout: "You were signed out after a while without use.",
  absolute_timeout: "Your session has ended. Please sign in again.",
  ended_by_admin: "An administrator has signed you out. You can sign in again.",
  ended_by_user: "This session was ended from another device.",
  factor_changed: "You were signed out here, because your security settings have changed.",
  mfa_reset: "Your second factors were removed, and you were signed out. Sign in to set up a new one.",
  device_compromised: "You were signed out everywhere, because one of your trusted browsers may have been copied.",
};

/** Signing up, in and out, and the account. */
export function account(users: DemoUsers): Router {
  const router = Router();

  router.get("/", (req, res) => {
    res.redirect(303, req.mfa.stage === "full" ? "/account" : "/sign-in");
  });

  router.get("/sign-in", (req, res) => {
    send(req, res, {
      title: "Sign in",
      problem: req.mfa.endReason && ENDED[req.mfa.endReason],
      body: credentialsForm({ action: "/sign-in", returnTo: returnTo(req.query["returnTo"]) }),
    });
  });
  router.post(
    "/sign-in",
    page(async (req, res) => {
      const email = field(req, "email");
      const user = await users.checkPassword(email, field(req, "password"));
      if (user) enter(req, res, await req.mfa.signIn(user));
      else
        send(req, res.status(401), {
          title: "Sign in",
          problem: "E-mail or password is wrong.",
          body: credentialsForm({ action: "/sign-in", email }),
        });
    }),
  );

  router.get("/sign-up", (req, res) => {
    send(req, res, { title: "Create an account", body: credentialsForm({ action: "/sign-up" }) });
  });
  router.post(
    "/sign-up",
    page(async (req, res) => {
      const [email, password] = [field(req, "email"), field(req, "password")];
      const isUsable = /^\S+@\S+$/.test(email) && email.length <= 254 && password.length >= 8 && password.length <= 200;
      const user = isUsable ? await users.signUp(email, password) : undefined;
      const problem = "Use an e-mail address that has no account yet, and a password of 8 to 200 characters.";
      if (user) enter(req, res, await req.mfa.signUp(user));
      else
        send(req, res.status(400), {
          title: "Create an account",
          problem,
          body: credentialsForm({ action: "/sign-up", email }),
        });
    }),
  );

  router.post(
    "/sign-out",
    page(async (req, res) => {
      await req.mfa.signOut();
      res.redirect(303, "/sign-in");
    }),
  );

  router.get(
    "/account",
    requireMfa(),
    page(async (req, res) => {
      send(req, res, {
        title: "Your account",
        body: html`<p>Signed in as <strong>${req.mfa.user?.displayName}</strong>, ${shownBy(req)}.</p>
          ${enrollmentNote(await req.mfa.status(), new Date())}
          <p><a href="/vault">Open the vault</a>, or see your <a href="/security">security settings</a>.</p>`,
      });
    }),
  );
  return router;
}

/** What this session has been opened with. */
function shownBy({ mfa: { proofs } }: Request): string {
  const shown = proofs.map(({ by }) => by).filter((by) => by !== "password" && by !== "mailed_code");
  if (shown.length === 0) return "with your password alone";
  return shown.every((by) => by === "trusted_device") ? "in a trusted browser" : "with a second factor";
}

/** The password was right: let them in, or on to the second step. */
function enter(req: Request, res: Response, answer: SignInAnswer): void {
  const target = returnTo(field(req, "returnTo"));
  res.redirect(303, answer.mfaRequired ? `/challenge?returnTo=${encodeURIComponent(target)}` : target);
}
