import type { Forgotten } from "@sallyport/core";
import { lockUser, run, type Session } from "./statement.ts";

/** Rows of a person by themselves, where `$1` is their id. */
const ROWS = {
  methods: ["mfa_methods", "user_id = $1::text"],
  backupCodes: ["mfa_backup_codes", "user_id = $1::text"],
  passkeyHandles: ["mfa_user_handles", "user_id = $1::text"],
  // Before the devices, which alone say whose budgets these are.
  guesses: [
    "mfa_auth_attempts",
    "user_id = $1::text OR user_id IN (SELECT 'device:' || id FROM mfa_trusted_devices WHERE user_id = $1::text)",
  ],
  gracePeriods: ["mfa_grace", "user_id = $1::text"],
  policyRules: ["mfa_policies", "rule ->> 'userId' = $1::text"],
  recoveries: ["mfa_recoveries", "user_id = $1::text"],
  trustedDevices: ["mfa_trusted_devices", "user_id = $1::text"],
} as const satisfies Partial<Record<keyof Forgotten, readonly [table: string, where: string]>>;

/** The same, of which there may be any number. Notices to admins name the user whom they are about. */
const HISTORIES = {
  sessions: ["user_sessions", "user_id = $1::text"],
  deliveries: ["mfa_deliveries", "user_id = $1::text"],
  messages: ["mfa_outbox", "(user_id = $1::text OR (kind = 'admin_reset_done' AND data ->> 'account' = $1::text))"],
} as const satisfies Partial<Record<keyof Forgotten, readonly [table: string, where: string]>>;

/** Where a person stands in the row of somebody else: as whoever has acted. */
const MENTIONS = [
  ["mfa_policies", "changed_by"],
  ["mfa_grace", "extended_by"],
  ["mfa_recoveries", "requested_by"],
  ["mfa_recoveries", "approved_by"],
  ["mfa_recoveries", "cancelled_by"],
] as const;

type Counts = Partial<Record<keyof Forgotten, number>>;

/** $1 the person, $2 how many. */
export async function clearHistories(session: Session, userId: string, limit: number): Promise<Counts> {
  const counts: Counts = {};
  for (const [name, [table, where]] of Object.entries(HISTORIES) as [keyof Forgotten, readonly [string, string]][]) {
    const lot = `SELECT id FROM ${table} WHERE ${where} LIMIT $2::int FOR UPDATE SKIP LOCKED`;
    const gone = await run(session, `DELETE FROM ${table} WHERE id IN (${lot}) RETURNING id`, [userId, limit]);
    counts[name] = gone.length;
  }
  return counts;
}

/** Puts a pseudonym in the place of a person who has acted on others: what was done stays on the record. */
export async function renameActor(session: Session, userId: string, pseudonym: string): Promise<Counts> {
  let mentions = 0;
  for (const [table, column] of MENTIONS) {
    const statement = `UPDATE ${table} SET ${column} = $2::text WHERE ${column} = $1::text RETURNING 1`;
    mentions += (await run(session, statement, [userId, pseudonym])).length;
  }
  return { mentions };
}

/** Removes all rows of a person. Nobody adds a method to somebody who goes, or takes one away: they take turns. */
export async function forgetRows(session: Session, userId: string): Promise<Counts> {
  await lockUser(session, userId);
  const counts: Counts = {};
  const all = Object.entries({ ...ROWS, ...HISTORIES }) as [keyof Forgotten, readonly [string, string]][];
  for (const [name, [table, where]] of all) {
    const gone = await run(session, `DELETE FROM ${table} WHERE ${where} RETURNING 1`, [userId]);
    counts[name] = gone.length;
  }
  return counts;
}

/** One count for each name, also of those that were not looked at. */
export function toForgotten(...given: readonly Counts[]): Forgotten {
  const total: { -readonly [Name in keyof Forgotten]: number } = {
    ...{ methods: 0, backupCodes: 0, passkeyHandles: 0, guesses: 0, gracePeriods: 0, policyRules: 0 },
    ...{ recoveries: 0, trustedDevices: 0, sessions: 0, deliveries: 0, messages: 0, mentions: 0 },
  };
  for (const counts of given)
    for (const [name, count] of Object.entries(counts)) total[name as keyof Forgotten] += count;
  return total;
}
