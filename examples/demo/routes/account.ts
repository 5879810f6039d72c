import { Router, type Request, type Response } from "express";
import { requireMfa, type EndReason, type PasskeySignIn, type SignInAnswer } from "sallyport";
import type { DemoUsers } from "../people/users.ts";
import { enrollmentNote } from "../pages/enrollment-note.ts";
import { html } from "../pages/html.ts";
import { credentialsForm } from "../pages/sign-in.ts";
import { field, keyAnswer, page, returnTo, send } from "./forms.ts";
import { PASSKEY, problemText, refusalOf } from "./refusals.ts";

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
    const problem = req.mfa.endReason && ENDED[req.mfa.endReason];
    showSignIn(req, res, { problem, returnTo: returnTo(req.query["returnTo"]) });
  });
  router.post(
    "/sign-in",
    page(async (req, res) => {
      const email = field(req, "email");
      const user = await users.checkPassword(email, field(req, "password"));
      if (user) enter(req, res, await req.mfa.signIn(user));
      else
        showSignIn(req, res.status(401), { problem: "E-mail or password is wrong.", email, returnTo: targetOf(req) });
    }),
  );
  router.post(
    "/sign-in/passkey",
    page(async (req, res) => {
      try {
        enter(req, res, await req.mfa.signInWithPasskey({ response: keyAnswer(req) }));
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, PASSKEY);
        showSignIn(req, res.status(refusal.status), { problem, returnTo: targetOf(req) });
      }
    }),
  );
  // Where a reload of that page by its address leads.
  router.get("/sign-in/passkey", (req, res) => {
    res.redirect(303, "/sign-in");
  });

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
          <p>
            <a href="/vault">Open the vault</a>, or see your <a href="/security">security settings</a> and
            <a href="/activity">what has happened lately</a>.
          </p>`,
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

function showSignIn(
  req: Request,
  res: Response,
  { problem, ...given }: { readonly problem?: string | undefined; readonly email?: string; readonly returnTo: string },
): void {
  const body = credentialsForm({ action: "/sign-in", ...given });
  send(req, res, { title: "Sign in", problem, body, scripts: ["passkeys"] });
}

/** Where the form leads that was sent. */
function targetOf(req: Request): string {
  return returnTo(field(req, "returnTo"));
}

/** Who they are is known: let them in, or on to the second step. A passkey was that already. */
function enter(req: Request, res: Response, answer: SignInAnswer | PasskeySignIn): void {
  const target = targetOf(req);
  res.redirect(303, answer.mfaRequired ? `/challenge?returnTo=${encodeURIComponent(target)}` : target);
}
