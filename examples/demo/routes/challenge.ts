import { Router, type Request, type Response } from "express";
import { challengePage, passwordForm } from "../pages/challenge.ts";
import type { Sent } from "../pages/code-field.ts";
import { field, page, returnTo, send } from "./forms.ts";
import { BACKUP_CODE, PASSWORD, problemText, refusalOf, SENDING, SENT_CODE, type Words } from "./refusals.ts";
import { keyOf, waysOf, type Way } from "../ways.ts";

/** The second step of a sign-in, and the step-up of a session. */
export function challenge(): Router {
  const router = Router();

  /** The way that the form or link names, else the first. */
  async function find(req: Request, key: unknown): Promise<{ ways: readonly Way[]; chosen: Way | undefined }> {
    const ways = await waysOf(req);
    return { ways, chosen: ways.find((way) => keyOf(way) === key) ?? ways[0] };
  }

  router.get(
    "/challenge",
    page(async (req, res) => {
      if (req.mfa.stage === "anonymous") res.redirect(303, "/sign-in");
      else show(req, res, { ...(await find(req, req.query["way"])), target: returnTo(req.query["returnTo"]) });
    }),
  );

  router.post(
    "/challenge",
    page(async (req, res) => {
      const target = returnTo(field(req, "returnTo"));
      const { ways, chosen } = await find(req, field(req, "way"));
      try {
        await prove(req, chosen);
        res.redirect(303, target);
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, wordsFor(chosen));
        show(req, res.status(refusal.status), { ways, chosen, target, problem, sent: {} });
      }
    }),
  );

  router.post(
    "/challenge/send",
    page(async (req, res) => {
      const target = returnTo(field(req, "returnTo"));
      const { ways, chosen } = await find(req, field(req, "way"));
      try {
        const sent = await req.mfa.sendCode({ method: chosen?.type ?? "sms", methodId: chosen?.id });
        show(req, res, { ways, chosen, target, sent });
      } catch (error) {
        const refusal = refusalOf(error);
        const problem = problemText(refusal, SENDING);
        show(req, res.status(refusal.status), { ways, chosen, target, problem, sent: { isRefused: true } });
      }
    }),
  );
  // Where a reload of that page by its address leads.
  router.get("/challenge/send", (req, res) => {
    res.redirect(303, "/challenge");
  });
  return router;
}

async function prove(req: Request, way: Way | undefined): Promise<void> {
  const code = field(req, "code");
  if (way) await req.mfa.verify({ method: way.type, methodId: way.id, code });
  else await req.mfa.verifyPassword(code);
}

function wordsFor(way: Way | undefined): Words {
  if (!way) return PASSWORD;
  if (way.type === "backup_code") return BACKUP_CODE;
  return way.type === "sms" || way.type === "email" ? SENT_CODE : {};
}

interface Shown {
  readonly ways: readonly Way[];
  readonly chosen: Way | undefined;
  readonly target: string;
  readonly problem?: string;
  readonly sent?: Sent;
}

function show(req: Request, res: Response, { ways, chosen, target, problem, sent }: Shown): void {
  const body = chosen
    ? challengePage({ ways, chosen, returnTo: target, sent })
    : passwordForm({ returnTo: target, isPending: req.mfa.stage === "pending" });
  send(req, res, { title: "Confirm it's you", problem, body });
}
