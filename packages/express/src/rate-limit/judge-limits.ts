import { createMemoryCounterStore, MfaError, type Counter, type LimitState, type Limits } from "@sallyport/core";
import type { Request } from "express";
import type { RequestState } from "../request-state.ts";
import { setLimitHeaders } from "./limit-headers.ts";
import { currentLoad } from "./load.ts";
import { claimNames } from "./names.ts";
import { ownerOf } from "./owner-of.ts";
import type { ResolvedRule } from "./rule.ts";
import { requireHonestAddresses } from "./trust-proxy.ts";

/** A request on its way through some rules. */
export interface Judged {
  readonly req: Request;
  readonly state: RequestState;
  readonly rules: readonly ResolvedRule[];
}

/** A rule that refused, and for how long. */
export interface Refusal {
  readonly rule: ResolvedRule;
  readonly error: MfaError;
}

type Hit = Counter & { readonly rule: ResolvedRule; readonly cost: number };

/**
 * Counts a request against all its rules in one step, and sets the headers. The strictest rule answers; undefined where
 * none refuses.
 */
export async function judgeLimits(judged: Judged): Promise<Refusal | undefined> {
  const { req, state, rules } = judged;
  requireHonestAddresses(req, state);
  claimNames(state.suite, rules);
  const hits = (await Promise.all(rules.map((rule) => hitOf(judged, rule)))).filter((hit) => hit !== undefined);
  if (hits.length === 0) return undefined;

  const states = await count(state, hits);
  const standings = hits.flatMap(({ rule }, index) => {
    const standing = states[index];
    return standing ? [{ ...rule, rule, state: standing }] : [];
  });
  setLimitHeaders(state.res, standings);
  const [strictest] = standings
    .filter((standing) => !standing.state.allowed)
    .sort((a, b) => b.state.retryAfterSeconds - a.state.retryAfterSeconds);
  return strictest && refusal(state, strictest);
}

async function hitOf(judged: Judged, rule: ResolvedRule): Promise<Hit | undefined> {
  const { req } = judged;
  if (await rule.skip?.(req)) return undefined;
  const owner = ownerOf(rule.key, judged);
  if (!owner) return undefined;
  const cost = typeof rule.cost === "number" ? rule.cost : rule.cost(req);
  return { name: rule.name, ...owner, rule: await adapted(judged, rule), cost: Math.max(0, Math.trunc(cost)) };
}

/** Tightened, never widened, and never below one request: a limit of none would be an outage. */
async function adapted({ req, state }: Judged, rule: ResolvedRule): Promise<ResolvedRule> {
  if (!rule.adapt) return rule;
  const { user, context } = state;
  const factor = await rule.adapt({ req, user, address: context.ip, load: currentLoad() });
  const tightened = (number: number): number => Math.max(1, Math.floor(number * Math.min(1, Math.max(0, factor))));
  return Number.isFinite(factor) ? { ...rule, limit: tightened(rule.limit), burst: tightened(rule.burst) } : rule;
}

async function count(state: RequestState, hits: readonly Hit[]): Promise<readonly LimitState[]> {
  try {
    return await state.suite.limits.hit(hits);
  } catch (error) {
    if (!hits.every(({ rule }) => rule.onStoreError === "local")) throw error;
    return countHere(state, hits);
  }
}

const floors = new WeakMap<Limits, ReturnType<typeof createMemoryCounterStore>>();

/** The floor while the counters are out of reach: this process alone. */
function countHere({ suite }: RequestState, hits: readonly Hit[]): Promise<readonly LimitState[]> {
  const store = floors.get(suite.limits) ?? createMemoryCounterStore({ clock: suite.settings.clock });
  floors.set(suite.limits, store);
  return store.hit(hits.map(({ rule, cost, ...counter }) => ({ key: suite.limits.keyOf(counter), rule, cost })));
}

async function refusal(state: RequestState, refused: { rule: ResolvedRule; state: LimitState }): Promise<Refusal> {
  const { rule } = refused;
  const { user, context, suite } = state;
  const userId = user ? { userId: user.id } : {};
  await suite.record({ type: "mfa_challenge_rate_limited", context, reason: rule.name, ...userId });
  const retryAfterSeconds = Math.max(1, Math.ceil(refused.state.retryAfterSeconds));
  return { rule, error: new MfaError("ERR-MFA-RATE-LIMITED", { retryAfterSeconds }) };
}
