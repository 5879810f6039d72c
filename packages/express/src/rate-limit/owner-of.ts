import type { CounterOwner } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import type { LimitKey } from "./rule.ts";

/** Whose counter a request goes into; undefined where a rule does not count it. */
export function ownerOf(
  key: LimitKey,
  { req, state }: { req: Request; state: RequestState },
): CounterOwner | undefined {
  const userId = state.user?.id;
  const address = state.context.ip ?? "";
  if (key === "user-and-address") return { userId, address };
  if (key === "address") return { address };
  if (key === "user") return userId === undefined ? undefined : { userId };
  const own = key(req);
  return typeof own === "string" ? { identifier: own } : own;
}
