import type { MethodRecord } from "@sallyport/core";
import { z } from "zod";

/** The columns of a method, in the order of the record. `bigint` comes as text. */
export const COLUMNS = `id, user_id, type, name, secret, settings, last_used_step::text AS last_used_step, preferred, credential_id, sign_count::text AS sign_count, created_at, last_used_at, unreachable_since`;

const type = z.enum(["totp", "sms", "email", "webauthn"]);

const row = z.object({
  id: z.string(),
  user_id: z.string(),
  type,
  name: z.string(),
  secret: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  last_used_step: z.coerce.number(),
  preferred: z.boolean(),
  credential_id: z.string().nullable(),
  sign_count: z.coerce.number(),
  created_at: z.date(),
  last_used_at: z.date().nullable(),
  unreachable_since: z.date().nullable(),
});

export function toMethod(value: unknown): MethodRecord {
  const { user_id, last_used_step, credential_id, sign_count, created_at, last_used_at, unreachable_since, ...same } =
    row.parse(value);
  return {
    ...same,
    userId: user_id,
    lastUsedStep: last_used_step,
    credential: credential_id === null ? null : { id: credential_id, signCount: sign_count },
    createdAt: created_at,
    lastUsedAt: last_used_at,
    unreachableSince: unreachable_since,
  };
}

const typesRow = z.object({ user_id: z.string(), types: z.array(type) });

export function toTypes(value: unknown): readonly [userId: string, types: readonly MethodRecord["type"][]] {
  const { user_id, types } = typesRow.parse(value);
  return [user_id, types];
}
