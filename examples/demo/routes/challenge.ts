import { Router, type Request, type Response } from "express";
import { challengePage, passwordForm } from "../pages/challenge.ts";
import type { Sent } from "../pages/code-field.ts";
import { confirmedPage } from "../pages/confirmed.ts";
import type { Afterwards } from "../pages/second-step.ts";
import { field, keyAnswer, page, returnTo, send } from "./forms.ts";
import { BACKUP_CODE, KEY, PASSWORD, problemText, refusalOf, SENDING, SENT_CODE, type Words } from "./refusals.ts";
import { keyOf, waysOf, type Way } from "../ways.ts";

/** The second step of a sign-in, where the browser can be remembered for some days, and the step-up of a session. */
export function challenge(given: { readonly rememberDays: number }): Router {
  const router = Router();

  router.get(
    "/challenge",
    page(async (req, res) => {
      if (req.mfa.stage === "anonymous") res.redirect(303, "/sign-in");
      else show(req, res, { ...given, ...(await find(req, (name) => req.query[name])) });
    }),
  );

  router.post(
    "/challenge",
    page(async (req, res) => {
      const step = await find(req, (name) => field(req, name));
      try {
        await prove(req, step.chosen);
        goOn(req, res, step.afterwards);
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, wordsFor(step.chosen));
        show(req, res.status(refusal.status), { ...given, ...step, problem, sent: {} });
      }
    }),
  );

  router.post(
    "/challenge/send",
    page(async (req, res) => {
      const step = await find(req, (name) => field(req, name));
      const { chosen } = step;
      // No form asks to send anything to a key, or to people who have nothing but a password: that is refused below.
      const method = !chosen || chosen.type === "webauthn" ? "sms" : chosen.type;
      try {
        const sent = await req.mfa.sendCode({ method, methodId: chosen?.id });
        show(req, res, { ...given, ...step, sent });
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, SENDING);
        show(req, res.status(refusal.status), { ...given, ...step, problem, sent: { isRefused: true } });
      }
    }),
  );
  // Where a reload of that page by its address leads.
  router.get("/challenge/send", (req, res) => {
    res.redirect(303, "/challenge");
  });
  return router;
}

interface Step {
  readonly ways: readonly Way[];
  /** None for people who have nothing but a password. */
  readonly chosen: Way | undefined;
  readonly afterwards: Afterwards;
}

/** The way that the form or link names, else the first. */
async function find(req: Request, given: (name: string) => unknown): Promise<Step> {
  const ways = await waysOf(req);
  const chosen = ways.find((way) => keyOf(way) === given("way")) ?? ways[0];
  const resume = given("resume");
  const isId = typeof resume === "string" && /^[\w-]{1,64}$/.test(resume);
  return { ways, chosen, afterwards: { returnTo: returnTo(given("returnTo")), resume: isId ? resume : undefined } };
}

/** A browser is remembered after a sign-in, if its user asks for it; never after a step-up. */
async function prove(req: Request, way: Way | undefined): Promise<void> {
  const code = field(req, "code");
  const trustDevice = req.mfa.stage === "pending" && isRemembered(req);
  if (way?.type === "webauthn") await req.mfa.verify({ method: "webauthn", response: keyAnswer(req), trustDevice });
  else if (way) await req.mfa.verify({ method: way.type, methodId: way.id, code, trustDevice });
  else await req.mfa.verifyPassword(code);
}

function isRemembered(req: Request): boolean {
  return field(req, "trustDevice") === "on";
}

/** Nothing that waited runs without its person: a page says so, and its form goes on. */
function goOn(req: Request, res: Response, { returnTo: target, resume }: Afterwards): void {
  if (resume === undefined) res.redirect(303, target);
  else send(req, res, { title: "Confirmed", body: confirmedPage(resume), scripts: ["resume"] });
}

function wordsFor(way: Way | undefined): Words {
  if (!way) return PASSWORD;
  if (way.type === "backup_code") return BACKUP_CODE;
  if (way.type === "webauthn") return KEY;
  return way.type === "sms" || way.type === "email" ? SENT_CODE : {};
}

interface Shown extends Step {
  readonly rememberDays: number;
  readonly problem?: string;
  readonly sent?: Sent;
}

function show(req: Request, res: Response, { rememberDays, ways, chosen, afterwards, problem, sent }: Shown): void {
  const isPending = req.mfa.stage === "pending";
  const remember = isPending ? { days: rememberDays, isChecked: isRemembered(req) } : undefined;
  const body = chosen
    ? challengePage({ ways, chosen, afterwards, remember, sent })
    : passwordForm({ afterwards, isPending });
  send(req, res, { title: "Confirm it's you", problem, body, scripts: ["passkeys"] });
}
