import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler, Response } from "express";
import { sendJson, sendProblem } from "../problem.ts";
import { secondStepRequired } from "../judge-request.ts";
import { stateOf, subjectOf, type RequestState } from "../request-state.ts";

/** What a route handler works with. */
export interface Call {
  readonly req: Request;
  /** For a status other than 200. */
  readonly res: Response;
}

/** A route: what it returns is the answer (200); what it throws is a problem document. */
export type Route = (call: Call) => Promise<object>;

/**
 * Who may call: nobody in particular (the handler decides); a full session, also one that is for enrolling alone; a full
 * session that may do anything; an admin with a fresh second factor.
 */
export type Caller = "anyone" | "enrolling" | "signed-in" | "admin";

/**
 * Makes a middleware of a route. Who calls is settled before the body is looked at. Unknown errors go to the app's
 * error handler; none of them reaches the client from here.
 */
export function route(caller: Caller, handle: Route): RequestHandler {
  return function mfaRoute(req, res, next) {
    answer({ call: { req, res }, caller, handle }).then(
      (body) => {
        sendJson({ res, status: res.statusCode, body });
      },
      (error: unknown) => {
        if (error instanceof MfaError) sendProblem({ req, res, error });
        else next(error);
      },
    );
  };
}

async function answer({ call, caller, handle }: { call: Call; caller: Caller; handle: Route }): Promise<object> {
  const state = stateOf(call.req, "mfaRouter");
  if (caller !== "anyone") await admit(state, caller);
  return handle(call);
}

async function admit(state: RequestState, caller: Exclude<Caller, "anyone">): Promise<void> {
  const subject = subjectOf(state);
  if (subject.stage !== "full") throw secondStepRequired(state);
  if (caller === "enrolling") return;
  const refusal = await state.suite.judge({}, subject);
  if (refusal?.code === "ERR-MFA-ENROLLMENT-REQUIRED") throw refusal;
  if (caller === "admin") await state.suite.admin.require(subject);
}
