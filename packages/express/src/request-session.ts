import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import { find } from "./request-state.ts";

/** The session that a request had until now; it stays in its store until the next one is safe. */
export interface PreviousSession {
  readonly id: string;
}

/**
 * Puts a session of a new id on the request: an id that was planted before a sign-in is worth nothing after it (ASVS
 * 7.2.4). The app's own fields move along if `keepFields`. Nothing is stored or removed yet.
 */
export function renew(req: Request, given: { shard: string | undefined; keepFields: boolean }): PreviousSession {
  const previous = { id: req.sessionID };
  const fields = given.keepFields ? appFields(req) : {};
  const state = find(req);
  if (state) state.nextShard = given.shard;
  req.sessionStore.generate(req);
  Object.assign(req.session, fields);
  return previous;
}

/** Stores the session before anything is answered: no cookie is ever set for a session that is not there. */
export async function save(req: Request): Promise<void> {
  await promise((done) => req.session.save(done)).catch((error: unknown) => {
    forget(req);
    throw error;
  });
}

/** Is there an express-session on this request? */
export function hasSession(req: Request): boolean {
  return "session" in req && typeof req.session === "object";
}

/** Takes the session off the request, so that express-session neither saves it nor sets its cookie. */
export function forget(req: Request): void {
  Reflect.deleteProperty(req, "session");
}

/** Ends the session in its store. */
export async function destroy(req: Request): Promise<void> {
  await promise((done) => req.session.destroy(done));
}

/** Removes a payload that nothing leads to any more. It is dead already, so a store that fails here changes nothing. */
export async function discard(req: Request, { id }: PreviousSession): Promise<void> {
  await promise((done) => {
    req.sessionStore.destroy(id, done);
  }).catch(() => undefined);
}

/** Takes a dead session away from the app as well: its payload goes, and the request goes on with an empty one. */
export async function replaceDead(req: Request): Promise<void> {
  await promise((done) => req.session.regenerate(done));
}

function appFields(req: Request): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(req.session).filter(([name]) => name !== "cookie" && name !== "sallyport"));
}

async function promise(call: (done: (error?: unknown) => void) => unknown): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      call((error) => {
        if (error) reject(error instanceof Error ? error : new Error("the session store failed", { cause: error }));
        else resolve();
      });
    });
  } catch (error) {
    throw error instanceof MfaError ? error : new MfaError("ERR-UNAVAILABLE", { retryAfterSeconds: 1, cause: error });
  }
}
