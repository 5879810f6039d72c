import type { z } from "zod";
import type { ConfigProblem } from "../errors.ts";

/** Says what the schema found in the words of the person who wrote the options. */
export function problemsOf(error: z.ZodError, input: unknown): readonly ConfigProblem[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, input));
}

function problemsOfIssue(issue: z.core.$ZodIssue, input: unknown): readonly ConfigProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      code: "CONFIG-OPTION-UNKNOWN",
      option: [...issue.path, key].join("."),
      reason: "there is no such option",
      remedy: "Remove it, or check its spelling in docs/configuration.md",
    }));

  const option = issue.path.join(".");
  const value = valueAt(input, issue.path);
  return value === undefined
    ? [{ code: "CONFIG-OPTION-MISSING", option, reason: "it is missing", remedy: issue.message }]
    : [{ code: "CONFIG-OPTION-INVALID", option, reason: `${show(value)} is not accepted`, remedy: issue.message }];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

/** Values of options are no secrets (`secret` is checked elsewhere), but they may be long. */
function show(value: unknown): string {
  const text = typeof value === "function" ? "a function" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
