import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler, Response } from "express";
import { sendJson, sendProblem } from "../problem.ts";
import { secondStepRequired } from "../judge-request.ts";
import { stateOf, subjectOf } from "../request-state.ts";

/** What a route handler works with. */
export interface Call {
  readonly req: Request;
  /** For a status other than 200. */
  readonly res: Response;
}

/** A route: what it returns is the answer (200); what it throws is a problem document. */
export type Route = (call: Call) => Promise<object>;

/** Who may call: nobody in particular (the handler decides), or only a full session. */
export type Caller = "anyone" | "signed-in";

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
  if (caller === "signed-in" && subjectOf(state).stage !== "full") throw secondStepRequired(state);
  return handle(call);
}
