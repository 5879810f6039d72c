import { MfaError } from "@sallyport/core";
import type { Request } from "express";
import { readState, writeState, type SessionState } from "./session-state.ts";

/**
 * Gives the session a new id and a new standing. The old id is dead from here on (ASVS 7.2.4), so an id that was planted
 * before the sign-in is worth nothing after it. The app's own fields move along, unless somebody else was signed in.
 */
export async function rise(req: Request, state: SessionState): Promise<void> {
  const before = readState(req)?.userId;
  const kept = before === undefined || before === state.userId ? appFields(req) : {};
  await promise((done) => req.session.regenerate(done));
  Object.assign(req.session, kept);
  writeState(req, state);
}

/** Stores the session before anything is answered: no cookie is ever set for a session that is not there. */
export async function save(req: Request): Promise<void> {
  await promise((done) => req.session.save(done)).catch((error: unknown) => {
    forget(req);
    throw error;
  });
}

/** Takes the session off the request, so that express-session neither saves it nor sets its cookie. */
export function forget(req: Request): void {
  Reflect.deleteProperty(req, "session");
}

/** Ends the session in its store. */
export async function destroy(req: Request): Promise<void> {
  await promise((done) => req.session.destroy(done));
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
