import { methodsOfStrength, SallyportConfigError, type ConfigProblem, type Requirement } from "@sallyport/core";
import { z } from "zod";
import type { RouteRequirement } from "./route-requirement.ts";

const yesOrNo = z.boolean({ error: "Write true or false" }).optional();

const requirement = z.strictObject({
  maxAgeSeconds: z
    .int({ error: "Write a whole number of seconds, for example 300" })
    .min(1, { error: "Write at least 1 second" })
    .optional(),
  methods: z
    .array(z.enum(["totp", "sms", "email", "webauthn", "backup_code"], { error: 'Write method names such as "totp"' }))
    .min(1, { error: "Name at least one method, or leave it out" })
    .optional(),
  strength: z
    .enum(["any", "strong", "phishing-resistant"], { error: 'Write "any", "strong" or "phishing-resistant"' })
    .optional(),
  allowTrustedDevice: yesOrNo,
  unenrolled: z.enum(["by-policy", "refuse"], { error: 'Write "by-policy" or "refuse"' }).optional(),
});

const routeRequirement = requirement.extend({
  when: z.custom((value) => typeof value === "function", { error: "Write a function of the request" }).optional(),
  resume: yesOrNo,
});

/** Refuses, at start, what `requireMfa` can't be meant so. */
export function checkRouteRequirement(given: RouteRequirement): RouteRequirement {
  return check({ option: "requireMfa", schema: routeRequirement, given });
}

/** The same for what knows no request that it could keep, or ask about. */
export function checkRequirement(option: string, given: Requirement): Requirement {
  return check({ option, schema: requirement, given });
}

function check<T extends RouteRequirement>(asked: { option: string; schema: z.ZodObject; given: T }): T {
  const { option, schema, given } = asked;
  const { error } = schema.safeParse(given);
  const malformed = (error?.issues ?? []).map((issue) => describe(issue, Object.keys(schema.shape)));
  const [first, ...rest] = malformed.length > 0 ? malformed : contradictions(given);
  if (!first) return given;
  const placed = (problem: ConfigProblem): ConfigProblem => ({ ...problem, option: `${option}.${problem.option}` });
  throw new SallyportConfigError([placed(first), ...rest.map(placed)]);
}

function describe(issue: z.core.$ZodIssue, known: readonly string[]): ConfigProblem {
  if (issue.code === "unrecognized_keys")
    return {
      code: "CONFIG-OPTION-UNKNOWN",
      option: issue.keys.join(", "),
      reason: "there is no such option",
      remedy: `It knows ${known.join(", ")}`,
    };
  return {
    code: "CONFIG-OPTION-INVALID",
    option: issue.path.join("."),
    reason: "the value is not accepted",
    remedy: issue.message,
  };
}

function contradictions(given: RouteRequirement): readonly ConfigProblem[] {
  const { methods, strength = "any", allowTrustedDevice, when, resume } = given;
  const good = strength === "any" ? undefined : methodsOfStrength(strength);
  const asksForProof = given.maxAgeSeconds !== undefined || methods !== undefined || strength !== "any";
  const asksForMore = asksForProof || given.unenrolled === "refuse" || allowTrustedDevice === false;
  const found: readonly (readonly [boolean, Omit<ConfigProblem, "code">])[] = [
    [
      good !== undefined && allowTrustedDevice === true,
      {
        option: "allowTrustedDevice",
        reason: `a trusted device never is ${strength}`,
        remedy: "Leave allowTrustedDevice or strength out",
      },
    ],
    [
      good !== undefined && methods !== undefined && !methods.some((type) => good.includes(type)),
      {
        option: "methods",
        reason: `none of them is ${strength}, so that nobody could pass`,
        remedy: `Name one of ${good?.join(", ") ?? ""}, or leave strength out`,
      },
    ],
    [
      resume === true && !asksForProof,
      {
        option: "resume",
        reason: "without a step-up there is nothing to resume after",
        remedy: "Give maxAgeSeconds, methods or strength beside it",
      },
    ],
    [
      when !== undefined && !asksForMore,
      {
        option: "when",
        reason: "it decides on what the other options ask for, and they ask for nothing: the guard holds always",
        remedy: "Give maxAgeSeconds, methods or strength beside it, or leave it out",
      },
    ],
  ];
  return found.flatMap(([isWrong, problem]) =>
    isWrong ? [{ code: "CONFIG-REQUIREMENT-CONTRADICTION", ...problem }] : [],
  );
}
