import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import { forgivenRules, guessRules } from "./default-rules.ts";
import { judgeLimits } from "./judge-limits.ts";
import { ownerOf } from "./owner-of.ts";

/** Somebody who tries a code or a password. */
interface GuessRequest {
  readonly req: Request;
  readonly state: RequestState;
  /** Is it a second factor? Nothing else, a right password for example, ends a count (SECURITY.md C5). Default true. */
  readonly forgives?: boolean;
}

/**
 * Lets a try pass the limits of `rateLimitMfa()`, where that is mounted, at whatever route it comes in. Throws
 * `ERR-MFA-RATE-LIMITED`. What was right is forgiven to the user, never to the address.
 */
export async function limitGuess<T>(request: GuessRequest, guess: () => Promise<T>): Promise<T> {
  const { state, forgives = true } = request;
  if (!state.limitsGuesses) return guess();
  const refusal = await judgeLimits({ ...request, rules: guessRules });
  if (refusal) throw refusal.error;

  // Whose they are is read before: a sign-in changes the state.
  const counters = forgivenRules.flatMap(({ name, key }) => ({ name, ...ownerOf(key, request) }));
  const answer = await guess();
  if (forgives) await Promise.all(counters.map((counter) => state.suite.limits.forgive(counter)));
  return answer;
}
