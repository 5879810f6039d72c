import { SallyportConfigError } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";
import { isSecure } from "./session-store/own-session.ts";

/** Behind a proxy that Express does not know of, express-session would keep the secure cookie back without a word. */
export function requireCookieReach(req: Request, state: RequestState): void {
  if (!state.ownsCookie || !isSecure(state.suite) || req.secure) return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-TRUST-PROXY",
      option: "trust proxy",
      reason: "the origin is https, but this request came to Express without TLS, so its cookie can't be set",
      remedy: 'Behind a proxy that ends TLS, write app.set("trust proxy", 1), with the number of your proxies',
    },
  ]);
}
