import type { ReadySignIn, Transport } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "./request-state.ts";

/** A sign-in that has passed its last stage. */
export interface Completion extends ReadySignIn {
  readonly req: Request;
  readonly state: RequestState;
  readonly transport: Transport;
}
