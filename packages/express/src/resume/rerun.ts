import type { Application, Request, Response } from "express";
import { IncomingMessage } from "node:http";
import type { KeptRequest } from "./kept-request.ts";

const RERUN = Symbol.for("sallyport.rerun");

interface Marked {
  [RERUN]?: true;
}

/** Headers that speak of the body or the method of the request that resumes, not of the one that is resumed. */
const OWN_HEADERS: readonly string[] = [
  ...["content-type", "content-length", "content-encoding", "transfer-encoding", "expect", "trailer"],
  ...["x-http-method-override", "x-http-method", "x-method-override"],
];

/**
 * Runs a kept request through the whole app, from its root, as if it had come now: body parsers, CSRF checks, limits and
 * guards see it like any other. It answers in the place of the request that resumes it.
 */
export function rerun({ req, res }: { readonly req: Request; readonly res: Response }, kept: KeptRequest): void {
  const again = requestOf(req, kept);
  handOver(req, res);
  rootOf(req.app)(again, res);
}

/** True for a request that `rerun` has made. */
export function isRerun(req: object): boolean {
  return (req as Marked)[RERUN] === true;
}

/** A request of Node's own on the same connection, whose body has arrived already. */
function requestOf(req: Request, { method, url, contentType, body }: KeptRequest): IncomingMessage {
  const bytes = body === undefined ? undefined : Buffer.from(body, "base64");
  const headers = {
    ...Object.fromEntries(Object.entries(req.headers).filter(([name]) => !OWN_HEADERS.includes(name))),
    ...(contentType === undefined ? {} : { "content-type": contentType }),
    ...(bytes === undefined ? {} : { "content-length": String(bytes.length) }),
  };
  const again = new IncomingMessage(req.socket);
  const { httpVersion, httpVersionMajor, httpVersionMinor } = req;
  Object.assign(again, { method, url, headers, httpVersion, httpVersionMajor, httpVersionMinor, complete: true });
  again.rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().flatMap((single) => [name, single]),
  );
  (again as Marked)[RERUN] = true;
  if (bytes && bytes.length > 0) again.push(bytes);
  again.push(null);
  return again;
}

/**
 * What the resuming request has put on the response was for an answer of its own; only its cookies stay. express-session saves
 * nothing for a request without a session id: what it loaded there is older than what the app is about to write.
 */
function handOver(req: Request, res: Response): void {
  Reflect.set(req, "sessionID", undefined);
  for (const name of res.getHeaderNames()) if (name !== "set-cookie") res.removeHeader(name);
  res.statusCode = 200;
  res.locals = Object.create(null) as Response["locals"];
}

/** The router may stand in an app that is mounted in another. */
function rootOf(app: Application): Application {
  const { parent } = app as Application & { readonly parent?: Application };
  return parent ? rootOf(parent) : app;
}
