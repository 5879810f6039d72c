import type { ConfigProblem } from "@sallyport/core";
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

const schema = z.object({
  onSignedIn: callable.optional(),
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

/** What is wrong with the options about pages and storage. Never shows an address: it may hold a password. */
export function storageProblems(options: Partial<AllOptions>): readonly ConfigProblem[] {
  const parsed = schema.safeParse(options);
  const malformed = (parsed.error?.issues ?? []).map((issue) => ({
    code: issue.code === "unrecognized_keys" ? "CONFIG-OPTION-UNKNOWN" : "CONFIG-OPTION-INVALID",
    option: issue.code === "unrecognized_keys" ? `pages.${issue.keys.join(", ")}` : issue.path.join("."),
    reason: issue.code === "unrecognized_keys" ? "there is no such option" : "the value is not accepted",
    remedy: issue.code === "unrecognized_keys" ? "It knows signIn, challenge and enroll" : issue.message,
  }));
  return [...malformed, ...twice(options, "databaseUrl", "sequelize"), ...twice(options, "redisUrl", "redis")];
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
