import express, { type Request, type RequestHandler } from "express";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { mfaSession } from "../mfa-session.ts";
import type { Sallyport } from "../sallyport.ts";

/** The browser of a test, and what the app mounts before `mfaSession`. */
export interface TestBrowser {
  /**
   * What your app mounts before `mfaSession` and the sign-in needs: its own express-session, passport. They have to be the
   * same as in the app: a session of another secret or store is nobody's there.
   */
  readonly before?: readonly RequestHandler[];
  /** Where it asks from. Default `127.0.0.1`, as supertest does. A session that moves is noticed (docs/sessions.md). */
  readonly ip?: string;
  /** The `User-Agent` that it sends. Default none, as supertest. */
  readonly userAgent?: string;
}

/** What one request has come to. */
export interface InProcess<Result> {
  readonly result: Result;
  /** What the browser sends as its `Cookie` header from now on. */
  readonly cookie: string;
}

/**
 * One request through Express and `mfaSession`, over TLS as it seems, without a port: the only way in is the one that every
 * sign-in takes.
 */
export function inProcess<Result>(
  mfa: Sallyport,
  browser: TestBrowser,
  work: (req: Request) => Promise<Result>,
): Promise<InProcess<Result>> {
  const { before = [], ip = "127.0.0.1", userAgent } = browser;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error("a middleware failed", { cause: error }));
    };
    const app = express();
    app.use(...before, mfaSession(mfa), (req, res) => {
      work(req).then((result) => {
        // express-session sets its cookie when the head is written.
        res.writeHead(200);
        resolve({ result, cookie: cookieOf(res) });
      }, fail);
    });
    const req = new IncomingMessage(Object.assign(new Socket(), { encrypted: true }));
    Object.defineProperty(req.socket, "remoteAddress", { value: ip });
    req.method = "GET";
    req.url = "/";
    req.headers = { host: "localhost", ...(userAgent === undefined ? {} : { "user-agent": userAgent }) };
    app(req as Request, new ServerResponse(req) as Parameters<RequestHandler>[1], fail);
  });
}

/** `name=value` of each, without the attributes: those are for the browser. */
function cookieOf(res: ServerResponse): string {
  return [res.getHeader("set-cookie") ?? []]
    .flat()
    .map((line) => String(line).split(";", 1)[0])
    .join("; ");
}
