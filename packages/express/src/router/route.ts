import { MfaError } from "@sallyport/core";
import type { Request, RequestHandler, Response } from "express";
import { sendJson, sendProblem, sendText } from "../problem.ts";
import { isPieces, sendPieces } from "../send-pieces.ts";
import { secondStepRequired } from "../judge-request.ts";
import { stateOf, subjectOf, type RequestState } from "../request-state.ts";
import { fieldsOf, queryOf } from "./body.ts";
import { isForm } from "./cross-site.ts";
import type { Endpoint } from "./endpoint.ts";
import { paramOf } from "./param.ts";

/**
 * Who may call: nobody in particular (the handler decides); a full session, also one that is for enrolling alone; a full
 * session that may do anything; an admin with a fresh second factor.
 */
export type Caller = "anyone" | "enrolling" | "signed-in" | "admin";

/** A row of the table in mfa-router.ts. */
export type Route = readonly ["get" | "post" | "put" | "patch" | "delete", string, Caller, Endpoint];

/**
 * Makes a middleware of a call. Who calls is settled before the path, and the path before the body. Unknown errors go to the
 * app's error handler; none of them reaches the client from here.
 */
export function route(caller: Caller, endpoint: Endpoint): RequestHandler {
  return function mfaRoute(req, res, next) {
    answer({ req, res, caller, endpoint }).then(
      (body) => {
        const { mediaType } = endpoint;
        if (isPieces(body)) sendPieces(req, res, body);
        else if (mediaType === undefined) sendJson({ res, status: res.statusCode, body });
        else sendText({ res, status: res.statusCode, contentType: mediaType, text: String(body) });
      },
      (error: unknown) => {
        if (error instanceof MfaError) sendProblem({ req, res, error });
        else next(error);
      },
    );
  };
}

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly caller: Caller;
  readonly endpoint: Endpoint;
}

async function answer({ req, res, caller, endpoint }: Asked): Promise<unknown> {
  const state = stateOf(req, "mfaRouter");
  if (caller !== "anyone") await admit(state, caller);
  const { params = {}, query } = endpoint;
  const read = Object.entries(params).map(([name, schema]) => [name, paramOf(req, name, schema)]);
  const bodySchema = isForm(req) ? endpoint.form : endpoint.body;
  return endpoint.handle({
    req,
    res,
    params: Object.fromEntries(read) as Readonly<Record<string, string>>,
    query: query && queryOf(req, query),
    body: bodySchema && fieldsOf(req, bodySchema),
  });
}

async function admit(state: RequestState, caller: Exclude<Caller, "anyone">): Promise<void> {
  const subject = subjectOf(state);
  if (subject.stage !== "full") throw secondStepRequired(state);
  if (caller === "enrolling") return;
  const refusal = await state.suite.judge({}, subject);
  if (refusal?.code === "ERR-MFA-ENROLLMENT-REQUIRED") throw refusal;
  if (caller === "admin") await state.suite.admin.require(subject);
}
