import { SallyportConfigError, type ConfigProblem } from "@sallyport/core";
import { z } from "zod";
import type { RateLimitRule, ResolvedRule } from "./rule.ts";

const DAY_SECONDS = 86_400;
const LONGEST_SECONDS = 31 * DAY_SECONDS;

const fn = z.custom((value) => typeof value === "function", { error: "Write a function" });
const positive = (what: string): z.ZodType<number> => {
  const error = `Write a whole number of ${what}, 1 or more`;
  return z.int({ error }).min(1, { error });
};

const schema = z.strictObject({
  name: z
    .string({ error: 'Write a name such as "sign-in"' })
    .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: "Write lower-case letters, digits and -, at most 40, a letter first" }),
  limit: positive("requests"),
  windowSeconds: positive("seconds").refine((seconds) => seconds <= LONGEST_SECONDS, {
    error: "Write at most 2678400 seconds (31 days); is it in milliseconds?",
  }),
  algorithm: z
    .enum(["fixed-window", "sliding-window", "token-bucket"], {
      error: 'Write "fixed-window", "sliding-window" or "token-bucket"',
    })
    .optional(),
  burst: positive("requests").optional(),
  key: z
    .union([z.enum(["user-and-address", "user", "address"]), fn], {
      error: 'Write "user-and-address", "user", "address" or a function of the request',
    })
    .optional(),
  cost: z
    .union([z.int().min(0), fn], { error: "Write a whole number, 0 or more, or a function of the request" })
    .optional(),
  skip: fn.optional(),
  onLimited: fn.optional(),
  adapt: fn.optional(),
  onStoreError: z.enum(["closed", "local"], { error: 'Write "closed" or "local"' }).optional(),
});

/** Checks what `rateLimitMfa` was given, all of it at once, and fills in the defaults. */
export function resolveRules(given: readonly RateLimitRule[]): readonly ResolvedRule[] {
  const [first, ...rest] = given.flatMap((rule, index) => problemsOf(rule, index)).concat(doubled(given));
  if (first) throw new SallyportConfigError([first, ...rest]);
  return given.map((rule) => ({
    name: rule.name,
    limit: rule.limit,
    windowSeconds: rule.windowSeconds,
    algorithm: rule.algorithm ?? "sliding-window",
    burst: rule.burst ?? rule.limit,
    key: rule.key ?? "user-and-address",
    cost: rule.cost ?? 1,
    skip: rule.skip,
    onLimited: rule.onLimited,
    adapt: rule.adapt,
    onStoreError: rule.onStoreError ?? "closed",
  }));
}

function problemsOf(rule: RateLimitRule, index: number): readonly ConfigProblem[] {
  const parsed = schema.safeParse(rule);
  const option = (path: readonly PropertyKey[]): string =>
    ["rateLimitMfa", String(index), ...path.map(String)].join(".");
  if (!parsed.success)
    return parsed.error.issues.map((issue) => ({
      code: issue.code === "unrecognized_keys" ? "CONFIG-OPTION-UNKNOWN" : "CONFIG-OPTION-INVALID",
      option: option(issue.code === "unrecognized_keys" ? issue.keys : issue.path),
      reason: issue.code === "unrecognized_keys" ? "there is no such option" : "the value is not accepted",
      remedy: issue.code === "unrecognized_keys" ? "See docs/limits.md for those that there are" : issue.message,
    }));
  return looksLikeMilliseconds(rule.windowSeconds)
    ? [
        {
          code: "CONFIG-LIMIT-MILLISECONDS",
          option: option(["windowSeconds"]),
          reason: `${String(rule.windowSeconds)} seconds would be ${(rule.windowSeconds / 3600).toFixed(1)} hours; it looks like milliseconds`,
          remedy: `Write ${String(rule.windowSeconds / 1000)}`,
        },
      ]
    : [];
}

/** Nobody means 300 000 seconds (3.5 days); whole days are meant. */
function looksLikeMilliseconds(seconds: number): boolean {
  return seconds >= 60_000 && seconds % 1000 === 0 && seconds % DAY_SECONDS !== 0;
}

function doubled(given: readonly RateLimitRule[]): readonly ConfigProblem[] {
  const names = given.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => nameTaken(name));
}

export function nameTaken(name: string): ConfigProblem {
  return {
    code: "CONFIG-LIMIT-NAME-TAKEN",
    option: "rateLimitMfa.name",
    reason: `two limiters are called "${name}", so they would count into one counter`,
    remedy: "Give each rule a name of its own; to share a limiter between routes, make it once and mount that",
  };
}
