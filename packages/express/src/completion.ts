import type { ReadySignIn, Transport } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";

/** A sign-in that has passed its last stage. */
export interface Completion extends ReadySignIn {
  readonly req: Request;
  readonly state: RequestState;
  readonly transport: Transport;
}

/** What a sign-in has come to. */
export interface Completed {
  /** The public handle of the session. */
  readonly sessionId: string;
  /** What the app wants in the answer. */
  readonly extra: Readonly<Record<string, unknown>>;
}
