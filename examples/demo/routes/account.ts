import { Router, type Request, type Response } from "express";
import { requireMfa, type EndReason, type User } from "sallyport";
import type { DemoUsers } from "../people/users.ts";
import { html } from "../pages/html.ts";
import { credentialsForm } from "../pages/sign-in.ts";
import { field, page, returnTo, send } from "./forms.ts";

/** What people should know about the session that they had here. */
const ENDED: Partial<Record<EndReason, string>> = {
  session_limit: "You were signed out here, because you have signed in on another device.",
  idle_timeout: "You were signed out after a while without use.",
  absolute_timeout: "Your session has ended. Please sign in again.",
  ended_by_user: "This session was ended from another device.",
  factor_changed: "You were signed out here, because your security settings have changed.",
};

/** Signing up, in and out, and the pages that are worth it. */
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
      if (user) await enter(req, res, user);
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
      if (user) await enter(req, res, user);
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

  router.get("/account", requireMfa(), (req, res) => {
    const factor = req.mfa.amr.includes("mfa") ? "with a second factor" : "with your password alone";
    send(req, res, {
      title: "Your account",
      body: html`<p>Signed in as <strong>${req.mfa.user?.displayName}</strong>, ${factor}.</p>
        <p><a href="/vault">Open the vault</a>, or see your <a href="/security">security settings</a>.</p>`,
    });
  });

  router.get("/vault", requireMfa({ maxAgeSeconds: 300, unenrolled: "refuse" }), (req, res) => {
    send(req, res, {
      title: "The vault",
      body: html`<p>Only people with a second factor, shown in the last five minutes, see this page.</p>`,
    });
  });
  return router;
}

/** The password was right: let them in, or on to the second step. */
async function enter(req: Request, res: Response, user: User): Promise<void> {
  const target = returnTo(field(req, "returnTo"));
  const { mfaRequired } = await req.mfa.signIn(user);
  res.redirect(303, mfaRequired ? `/challenge?returnTo=${encodeURIComponent(target)}` : target);
}
