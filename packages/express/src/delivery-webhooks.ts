import { CallbackRefusedError, MfaError, type Mfa } from "@sallyport/core";
import bodyParser from "body-parser";
import type { Request, RequestHandler } from "express";
import { sendProblem } from "./problem.ts";

const LIMIT = 64 * 1024;

/**
 * Takes what providers report of messages, at `POST …/<name of the channel>` (`…/twilio`, `…/ses`). Each report is believed
 * on its provider's signature alone; the answer is 204, or a problem document. Brings its own body parser; one of the app's
 * before it does no harm.
 *
 * @param mfa - What `createSallyport` returned.
 *
 * @example
 * ```ts
 * import express from "express";
 * import { createSallyport, deliveryWebhooks, mfaSession } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * const app = express();
 * app.use("/hooks/delivery", deliveryWebhooks(mfa)); // https://bank.example/hooks/delivery/twilio
 * app.use(mfaSession(mfa));
 * ```
 */
export function deliveryWebhooks(mfa: Pick<Mfa, "delivery">): RequestHandler {
  const parse: RequestHandler = bodyParser.raw({ type: () => true, limit: LIMIT, inflate: false });
  return function deliveryWebhooksMiddleware(req, res, next) {
    const fail = (error: unknown): void => {
      if (error instanceof MfaError) sendProblem({ req, res, error });
      else next(error);
    };
    if (req.method !== "POST") {
      fail(new MfaError("ERR-NOT-FOUND"));
      return;
    }
    parse(req, res, (error?: unknown) => {
      if (error) {
        fail(new MfaError("ERR-TOO-LARGE"));
        return;
      }
      take(mfa, req).then(() => res.status(204).end(), fail);
    });
  };
}

async function take({ delivery }: Pick<Mfa, "delivery">, req: Request): Promise<void> {
  const [, provider = ""] = req.path.split("/");
  const headers = Object.fromEntries(Object.keys(req.headers).map((name) => [name, req.get(name)]));
  try {
    const isKnown = await delivery.receive({ provider, headers, path: req.originalUrl, body: textOf(req) });
    if (!isKnown) throw new MfaError("ERR-NOT-FOUND");
  } catch (error) {
    if (error instanceof CallbackRefusedError) throw new MfaError("ERR-FORBIDDEN", { cause: error });
    throw error;
  }
}

/** The body as it was signed, or one that says the same where a parser of the app has been faster: signatures are over names and values. */
function textOf(req: Request): string {
  const body: unknown = req.body;
  if (Buffer.isBuffer(body)) return body.toString();
  if (typeof body === "string") return body;
  if (typeof body !== "object" || body === null) return "";
  const isForm = req.get("content-type")?.includes("x-www-form-urlencoded") ?? false;
  return isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body);
}
