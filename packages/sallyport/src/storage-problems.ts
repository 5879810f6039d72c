import { errorStatus, type ConfigProblem, type ErrorCode } from "@sallyport/core";
import { z } from "zod";
import type { AllOptions } from "./merge-environment.ts";

const path = z
  .string()
  .regex(/^\/(?!\/)/, { error: 'Write a path of your app, for example "/sign-in"' })
  .optional();
const callable = z.custom((value) => typeof value === "function", { error: "Write a function" });
const instance = z.custom((value) => typeof value === "object" && value !== null, {
  error: "Pass the instance itself",
});

const TEXTS =
  'Write texts by language and code, for example { de: { "ERR-MFA-INVALID": { title: "…", detail: "…" } } }';

const schema = z.object({
  onSignedIn: callable.optional(),
  texts: z
    .record(
      z.string().regex(/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/, { error: TEXTS }),
      z.partialRecord(
        z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]], { error: TEXTS }),
        z.strictObject({ title: z.string().min(1), detail: z.string().min(1) }, { error: TEXTS }),
        { error: TEXTS },
      ),
      { error: TEXTS },
    )
    .optional(),
  pages: z
    .strictObject(
      { signIn: path, challenge: path, enroll: path },
      { error: "Write an object with signIn, challenge and enroll" },
    )
    .optional(),
  databaseUrl: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, { error: 'Write "postgres://user:password@host:5432/database"' })
    .optional(),
  redisUrl: z
    .string()
    .regex(/^rediss?:\/\//, { error: 'Write "redis://host:6379", or "rediss://…" for TLS' })
    .optional(),
  sequelize: instance.optional(),
  redis: instance.optional(),
  dataDir: z.string().min(1, { error: 'Write the path of a folder, or ":memory:"' }).optional(),
  migrate: z.boolean({ error: "Write true or false" }).optional(),
});

/** What is wrong with the options about pages, texts and storage. Never shows an address: it may hold a password. */
export function storageProblems(options: Partial<AllOptions>): readonly ConfigProblem[] {
  const parsed = schema.safeParse(options);
  const malformed = (parsed.error?.issues ?? []).map(problemOf);
  return [...malformed, ...twice(options, "databaseUrl", "sequelize"), ...twice(options, "redisUrl", "redis")];
}

function problemOf(issue: z.core.$ZodIssue): ConfigProblem {
  if (issue.code !== "unrecognized_keys")
    return {
      code: "CONFIG-OPTION-INVALID",
      option: issue.path.join("."),
      reason: "the value is not accepted",
      remedy: issue.message,
    };
  return {
    code: "CONFIG-OPTION-UNKNOWN",
    option: [...issue.path, ...issue.keys].join("."),
    reason: "there is no such option",
    remedy: "Remove it, or check its spelling in docs/configuration.md",
  };
}

function twice(
  options: Partial<AllOptions>,
  url: "databaseUrl" | "redisUrl",
  client: "sequelize" | "redis",
): readonly ConfigProblem[] {
  if (options[url] === undefined || options[client] === undefined) return [];
  return [
    {
      code: "CONFIG-OPTION-TWICE",
      option: client,
      reason: `${url} is given as well`,
      remedy: `Keep one of ${client} and ${url}`,
    },
  ];
}
