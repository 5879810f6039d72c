import { SallyportConfigError, type ConfigProblem } from "@sallyport/core";
import { z } from "zod";
import { allowedAlgorithms } from "./algorithms.ts";
import { resolveKeys, type ResolvedKeys } from "./keys.ts";
import type { BearerOptions } from "./options.ts";

/** Options with every question answered. */
export interface CheckedOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly find: ResolvedKeys["find"];
  readonly algorithms: readonly string[];
  readonly clockToleranceSeconds: number;
  readonly requireSession: boolean;
}

const ISSUER = 'Write the iss of your tokens, for example "https://bank.example"';
const AUDIENCE = 'Write the aud of this API, for example "https://bank.example/api", or several';
const TOLERANCE = "Write a whole number of seconds from 0 to 300";
const audience = z.string({ error: AUDIENCE }).min(1, { error: AUDIENCE });
const schema = z.strictObject({
  issuer: z.string({ error: ISSUER }).min(1, { error: ISSUER }),
  audience: z.union([audience, z.array(audience).min(1, { error: AUDIENCE })], { error: AUDIENCE }),
  keys: z.unknown().optional(),
  algorithms: z
    .array(z.string(), { error: 'Write names such as ["ES256"]' })
    .min(1, { error: "Name at least one algorithm, or leave it out" })
    .optional(),
  clockToleranceSeconds: z
    .int({ error: TOLERANCE })
    .min(0, { error: TOLERANCE })
    .max(300, { error: TOLERANCE })
    .optional(),
  requireSession: z.boolean({ error: "Write true or false" }).optional(),
});

/** Throws `SallyportConfigError` with everything that is wrong. Never shows `keys`: it may be a secret. */
export function checkOptions(options: BearerOptions): CheckedOptions {
  const parsed = schema.safeParse(options);
  const keys = resolveKeys(readKeys(options));
  const algorithms = "find" in keys ? allowedAlgorithms(parsed.data?.algorithms, keys) : undefined;
  const [first, ...rest] = [
    ...(parsed.error?.issues ?? []).map(describe),
    ...("find" in keys ? [] : [invalid("keys", keys.reason, keys.remedy)]),
    ...(algorithms && "reason" in algorithms ? [invalid("algorithms", algorithms.reason, algorithms.remedy)] : []),
  ];
  if (first) throw new SallyportConfigError([first, ...rest]);
  if (!parsed.data || !("find" in keys) || !algorithms || "reason" in algorithms) throw new Error("unreachable");

  const { issuer, clockToleranceSeconds = 0, requireSession = false } = parsed.data;
  return {
    ...{ issuer, clockToleranceSeconds, requireSession, find: keys.find, algorithms },
    audience: [parsed.data.audience].flat(),
  };
}

function readKeys(options: unknown): unknown {
  return typeof options === "object" && options !== null && "keys" in options ? options.keys : undefined;
}

function describe(issue: z.core.$ZodIssue): ConfigProblem {
  if (issue.code !== "unrecognized_keys")
    return invalid(issue.path.map(String).join("."), "the value is not accepted", issue.message);
  return {
    code: "CONFIG-OPTION-UNKNOWN",
    option: `bearer.${issue.keys.join(", ")}`,
    reason: "there is no such option",
    remedy: "It knows issuer, audience, keys, algorithms, clockToleranceSeconds and requireSession",
  };
}

function invalid(option: string, reason: string, remedy: string): ConfigProblem {
  return { code: "CONFIG-OPTION-INVALID", option: `bearer.${option}`, reason, remedy };
}
