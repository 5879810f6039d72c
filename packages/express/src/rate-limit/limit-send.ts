import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import { sendRules } from "./default-rules.ts";
import { judgeLimits } from "./judge-limits.ts";

/**
 * Lets a request that sends a code pass the limits of `rateLimitMfa()`, where that is mounted. What the domain counts (users,
 * numbers, countries, money) holds without it as well; the address of the client is only known to be honest here.
 */
export async function limitSend<T>(
  request: { readonly req: Request; readonly state: RequestState },
  send: () => Promise<T>,
): Promise<T> {
  if (!request.state.limitsGuesses) return send();
  const refusal = await judgeLimits({ ...request, rules: sendRules });
  if (refusal) throw refusal.error;
  return send();
}
