import { z } from "zod";
import type { PolicyRule } from "../policy/policy.ts";
import { choice, fn, whole } from "./schema-words.ts";

const METHODS = ["totp", "webauthn", "sms", "email", "backup_code"] as const;
const POLICY = 'Write a list of rules such as { role: "admin", mfa: "required" }, or a function of the user';

export const methods: z.ZodType<(typeof METHODS)[number][]> = z.array(choice(METHODS), {
  error: 'Write a list of methods, for example ["totp", "backup_code"]',
});

function name(error: string): z.ZodType<string> {
  return z.string({ error }).min(1, { error }).max(200, { error });
}

/** One rule, in code or in the database. */
export const policyRule: z.ZodType<PolicyRule> = z.strictObject(
  {
    role: name("Write the name of a role").optional(),
    tenantId: name("Write the id of a tenant").optional(),
    userId: name("Write the id of a user").optional(),
    mfa: choice(["off", "optional", "required"]),
    methods: methods.optional(),
    graceDays: whole("days", 0, 365).optional(),
    mayDisable: z.boolean({ error: "Write true or false" }).optional(),
    mode: choice(["enforce", "report-only"]).optional(),
  },
  { error: POLICY },
) as z.ZodType<PolicyRule>;

export const policy: z.ZodType = z.union([z.array(policyRule), fn(POLICY)], { error: POLICY });
