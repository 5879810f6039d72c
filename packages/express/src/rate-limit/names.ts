import { SallyportConfigError } from "@sallyport/core";
import type { Sallyport } from "../sallyport.ts";
import { nameTaken } from "./resolve-rules.ts";
import type { ResolvedRule } from "./rule.ts";

const taken = new WeakMap<Sallyport, Map<string, ResolvedRule>>();

/** Two limiters of one name would count into one counter: refused at the first request that meets the second. */
export function claimNames(suite: Sallyport, rules: readonly ResolvedRule[]): void {
  const names = taken.get(suite) ?? new Map<string, ResolvedRule>();
  taken.set(suite, names);
  for (const rule of rules) {
    const owner = names.get(rule.name);
    if (owner && owner !== rule) throw new SallyportConfigError([nameTaken(rule.name)]);
    names.set(rule.name, rule);
  }
}

/** A limiter that is made for each request is a counter that nobody ever meets twice; the stack shows who makes it. */
export function refuseInsideRequest(): void {
  const { stack = "" } = new Error("where");
  if (!/\bLayer\.handle/.test(stack)) return;
  throw new SallyportConfigError([
    {
      code: "CONFIG-LIMIT-PER-REQUEST",
      option: "rateLimitMfa",
      reason: "it is called while a request is being handled",
      remedy: "Call it once, where the routes are set up, and mount what it returns",
    },
  ]);
}
