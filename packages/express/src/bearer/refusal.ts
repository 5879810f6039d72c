import { MfaError, type EndReason } from "@sallyport/core";
import type { Request, Response } from "express";
import { sendProblem } from "../problem.ts";

/** A token that is not accepted. */
export interface Refusal {
  /** Why, in a few words without quotation marks. */
  readonly refused: string;
  /** Why its session ended, where that is it. */
  readonly reason?: EndReason | undefined;
}

/** 401 in the words of RFC 6750 §3.1. */
export function refuseToken({ req, res, refusal }: { req: Request; res: Response; refusal: Refusal }): void {
  const { refused, reason } = refusal;
  res.setHeader("WWW-Authenticate", `Bearer error="invalid_token", error_description="${refused}"`);
  const members = reason === undefined ? {} : { reason };
  sendProblem({ req, res, error: new MfaError("ERR-UNAUTHENTICATED", { members }) });
}
