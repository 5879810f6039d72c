import type { Amr, Mfa, MustEnroll, Proof, Sessions, User } from "@sallyport/core";
import type { Request } from "express";
import type { IncomingMessage } from "node:http";
import type { PayloadStore } from "./session-store/payload-store.ts";
import type { ErrorTexts } from "./texts/texts.ts";
import type { LiveConnection } from "./live-connection.ts";

/** What the last stage of a sign-in was reached with. */
export interface SignInResult {
  readonly proofs: readonly Proof[];
  /** Authentication method references (RFC 8176). */
  readonly amr: Amr;
  /** `aal1` or `aal2` (SP 800-63B §2). */
  readonly acr: string;
  /** `step-up`: a client with an access token has shown more, and needs a new one. */
  readonly reason: "sign-in" | "step-up";
  /** The public handle of the session, for `sid`; `undefined` where the access token of a step-up named none. */
  readonly sessionId: string | undefined;
  /** Nothing but enrolling is open to this session. `tokenClaims` puts it into the token; so must tokens of another make. */
  readonly mustEnroll?: MustEnroll | undefined;
}

/**
 * Runs once per sign-in, after the last stage, with the session id already changed. Set your own session fields here
 * (`req.login` of passport, `req.session.userId`), or return fields for the answer (an access token). If it throws,
 * nobody is signed in. For clients with an access token it runs at each further proof as well; what it writes into
 * `req.session` is then not kept.
 */
export type OnSignedIn = (req: Request, user: User, result: SignInResult) => object | void | Promise<object | void>;

/** Pages of the app that browsers are sent to instead of a problem document. Paths such as `/sign-in`. */
export interface Pages {
  /** For nobody signed in. */
  readonly signIn?: string;
  /** For a second step or a step-up. */
  readonly challenge?: string;
  /** For a user who must enroll first. */
  readonly enroll?: string;
}

/** What the middlewares need beside the domain. */
export interface HttpSettings {
  /** Where express-session keeps its payloads, for apps that mount no express-session of their own. */
  readonly sessionStore: PayloadStore;
  readonly onSignedIn?: OnSignedIn;
  readonly pages: Pages;
  /** Texts of errors, in the place of ours and beside them. */
  readonly texts?: ErrorTexts;
}

/** One suite: the domain and its HTTP side. `createSallyport` makes it. */
export interface Sallyport extends Mfa {
  readonly http: HttpSettings;
  readonly sessions: HttpSessions;
}

/** The sessions of a suite, with what takes a connection. */
export interface HttpSessions extends Sessions {
  /**
   * Ties a WebSocket or a response that stays open (server-sent events) to the session of its request: when the session
   * ends, on whatever process, it is closed within a second. Returns a function that unties it.
   *
   * Throws `ERR-UNAUTHENTICATED` for a request without a full session.
   *
   * @example
   * ```ts
   * import express from "express";
   * import { createSallyport, mfaSession, requireMfa } from "sallyport";
   * import { users } from "./my-app.js";
   *
   * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
   * const app = express();
   * app.use(mfaSession(mfa));
   * app.get("/news", requireMfa(), async (req, res) => {
   *   res.setHeader("Content-Type", "text/event-stream");
   *   res.flushHeaders();
   *   await mfa.sessions.bind(res, req);
   * });
   * ```
   */
  bind(connection: LiveConnection, req: IncomingMessage): Promise<() => void>;
}
