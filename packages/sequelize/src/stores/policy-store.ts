import type { PolicyRule, PolicyStore, StoredRule } from "@sallyport/core";
import { z } from "zod";
import { databaseNow, run, type Session } from "./statement.ts";

const COLUMNS = "scope, rule, version, changed_at, changed_by, reason";

/** Every key of a rule: one that core adds and that is missing here does not compile. */
const keys = {
  role: z.string().exactOptional(),
  tenantId: z.string().exactOptional(),
  userId: z.string().exactOptional(),
  mfa: z.enum(["off", "optional", "required"]),
  methods: z.array(z.enum(["totp", "sms", "email", "webauthn", "backup_code"])).exactOptional(),
  graceDays: z.number().nonnegative().exactOptional(),
  mayDisable: z.boolean().exactOptional(),
  mode: z.enum(["enforce", "report-only"]).exactOptional(),
} as const satisfies Record<keyof PolicyRule, z.ZodType>;

/** Half a rule is no rule: one with a word that this release does not know is refused, rather than to hold without it. */
export const policyRule: z.ZodType<PolicyRule> = z.strictObject(keys);

const row = z.object({
  scope: z.string(),
  rule: policyRule,
  version: z.number(),
  changed_at: z.date(),
  changed_by: z.string(),
  reason: z.string().nullable(),
});

/** Rules of the policy in PostgreSQL. */
export function createPolicyStore(session: Session): PolicyStore {
  return {
    list: async () =>
      (await run(session, `SELECT ${COLUMNS} FROM mfa_policies ORDER BY scope COLLATE "C"`)).map(toStored),
    put: async ({ scope, rule: given, updatedBy, reason }) => {
      // Before it is kept: one that cannot be read would keep all the others from being read.
      const kept = JSON.stringify(policyRule.parse(given));
      const [row] = await run(
        session,
        `INSERT INTO mfa_policies AS known (scope, rule, changed_at, changed_by, reason)
         VALUES ($1::text, $2::jsonb, ${databaseNow(session)}, $3::text, $4::text)
         ON CONFLICT (scope) DO UPDATE
           SET rule = EXCLUDED.rule, version = known.version + 1, changed_at = EXCLUDED.changed_at,
               changed_by = EXCLUDED.changed_by, reason = EXCLUDED.reason
         RETURNING ${COLUMNS}`,
        [scope, kept, updatedBy, reason],
      );
      return toStored(row);
    },
    remove: async (scope) => {
      const rows = await run(session, "DELETE FROM mfa_policies WHERE scope = $1::text RETURNING scope", [scope]);
      return rows.length === 1;
    },
  };
}

function toStored(value: unknown): StoredRule {
  const { changed_at, changed_by, ...same } = row.parse(value);
  return { ...same, updatedAt: changed_at, updatedBy: changed_by };
}
