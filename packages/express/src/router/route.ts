import { MfaError, type Subject } from "@sallyport/core";
import type { Request, RequestHandler } from "express";
import { sendJson, sendProblem } from "../problem.ts";
import { stateOf, subjectOf, type RequestState } from "../request-state.ts";
import type { Sallyport } from "../sallyport.ts";

/** What a route handler works with. */
export interface Call {
  readonly req: Request;
  readonly state: RequestState;
  readonly suite: Sallyport;
  /** Who acts. Throws for nobody. */
  subject(): Subject;
}

/** A route: what it returns is the answer (200); what it throws is a problem document. */
export type Route = (call: Call) => Promise<object>;

/** Makes a middleware of a route. Unknown errors go to the app's error handler; none of them reaches the client from here. */
export function route(handle: Route): RequestHandler {
  return function mfaRoute(req, res, next) {
    answer(req, handle).then(
      (body) => {
        sendJson({ res, status: 200, body });
      },
      (error: unknown) => {
        if (error instanceof MfaError) sendProblem({ req, res, error });
        else next(error);
      },
    );
  };
}

async function answer(req: Request, handle: Route): Promise<object> {
  const state = stateOf(req, "mfaRouter");
  return handle({ req, state, suite: state.suite, subject: () => subjectOf(state) });
}
