import { MfaError, type Requirement } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { mfaSession } from "./mfa-session.ts";
import { judgeRequest } from "./judge-request.ts";
import { find } from "./request-state.ts";
import { checkRequirement } from "./require-mfa/check-requirement.ts";
import type { Sallyport } from "./sallyport.ts";

/** A listener for the `upgrade` event of Node's HTTP server. */
export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** How an upgrade is guarded. */
export interface UpgradeGuard {
  /** As for `requireMfa`, but for `when` and `resume`. */
  readonly requirement?: Requirement;
  /** The app's own express-session, where it has one: no Express middleware runs on an upgrade. */
  readonly session?: RequestHandler;
}

/**
 * Guards WebSocket upgrades, which pass no Express middleware: only from the suite's own origins (browsers send cookies
 * along from anywhere), and only with a full session that meets the requirement. Everybody else is answered 403, 401 or
 * 503 and cut off.
 *
 * @param accept - Runs for those who may: hand the socket to your WebSocket server there, and `bind` what comes of it.
 * @throws `SallyportConfigError` for a requirement that `requireMfa` would refuse, at start.
 *
 * @example
 * ```ts
 * import { createServer } from "node:http";
 * import { createSallyport, guardUpgrade } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * const server = createServer();
 * server.on(
 *   "upgrade",
 *   guardUpgrade(mfa, {}, (req, socket) => {
 *     // with `ws`: wss.handleUpgrade(req, socket, head, (ws) => mfa.sessions.bind(ws, req))
 *     void mfa.sessions.bind(socket, req);
 *   }),
 * );
 * ```
 */
export function guardUpgrade(mfa: Sallyport, guard: UpgradeGuard, accept: UpgradeListener): UpgradeListener {
  const requirement = checkRequirement("guardUpgrade.requirement", guard.requirement ?? {});
  const { session } = guard;
  const settle = mfaSession(mfa);

  return function guardUpgradeListener(req, socket, head) {
    // A client that is gone while we look must not end the process.
    socket.on("error", () => socket.destroy());
    admit(req as Request).then(
      (refusal) => {
        if (refusal) refuse(socket, refusal);
        else accept(req, socket, head);
      },
      () => {
        refuse(socket, new MfaError("ERR-UNAVAILABLE"));
      },
    );
  };

  async function admit(req: Request): Promise<MfaError | undefined> {
    if (!isOwnOrigin(mfa, req)) return new MfaError("ERR-CROSS-SITE");
    const res = new ServerResponse(req) as Parameters<RequestHandler>[1];
    if (session) await run(session, req, res);
    await run(settle, req, res);
    return find(req) ? judgeRequest(req, requirement) : new MfaError("ERR-UNAUTHENTICATED");
  }
}

function run(handler: RequestHandler, req: Request, res: Parameters<RequestHandler>[1]): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (error?: unknown): void => {
      if (error) reject(error instanceof Error ? error : new Error("a session middleware failed", { cause: error }));
      else resolve();
    };
    void handler(req, res, next);
  });
}

/** Browsers always say where a WebSocket comes from; clients that are no browser may keep silent. */
function isOwnOrigin(mfa: Sallyport, req: IncomingMessage): boolean {
  const { origin } = req.headers;
  return origin === undefined || mfa.settings.origins.includes(origin);
}

function refuse(socket: Duplex, { status, code }: MfaError): void {
  // A pending sign-in is nobody to a socket: there is no second step to be taken here.
  const shown = code === "ERR-MFA-REQUIRED" ? 403 : status;
  socket.end(`HTTP/1.1 ${String(shown)} ${code}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
