import type { PersonalPage, PrivacyStore } from "@sallyport/core";
import { COLUMNS as DEVICE_COLUMNS, toDevice } from "./device-row.ts";
import { clearHistories, forgetRows, renameActor, toForgotten } from "./forget-person.ts";
import { toBackupCode, toDelivery, toGrace, toGuesses, toMessage, toRule, toSince } from "./privacy-row.ts";
import { COLUMNS as RECOVERY_COLUMNS, toRecovery } from "./recovery-row.ts";
import { COLUMNS as SESSION_COLUMNS, toSession } from "./session-row.ts";
import { inTransaction, run, type Session } from "./statement.ts";

const DELIVERY_COLUMNS = "id, channel, purpose, country, provider, status, created_at, settled_at, verified_at";
const MESSAGE_COLUMNS = "id, kind, channel, destination, language, created_at, send_at, finished_at, outcome";

/** What the tables keep of one person, in PostgreSQL. */
export function createPrivacyStore(session: Session): PrivacyStore {
  const all = (text: string, userId: string): Promise<readonly Record<string, unknown>[]> =>
    run(session, text, [userId]);

  /** By id: those that are made now come last, and none is told twice. */
  const page = (
    { columns, table }: { readonly columns: string; readonly table: string },
    userId: string,
    { limit, after }: PersonalPage,
  ): Promise<readonly Record<string, unknown>[]> =>
    run(
      session,
      `SELECT ${columns} FROM ${table} WHERE user_id = $1::text AND ($2::uuid IS NULL OR id > $2::uuid) ORDER BY id LIMIT $3::int`,
      [userId, after ?? null, limit],
    );

  return {
    collect: async (userId) => {
      const [codes, handles, guesses, graces, rules, recoveries, devices] = await Promise.all([
        all(
          "SELECT created_at, used_at, expires_at FROM mfa_backup_codes WHERE user_id = $1 ORDER BY position",
          userId,
        ),
        all("SELECT created_at FROM mfa_user_handles WHERE user_id = $1", userId),
        all(GUESSES, userId),
        all("SELECT started_at, deadline, extended_at, extension_reason FROM mfa_grace WHERE user_id = $1", userId),
        all("SELECT rule, changed_at, reason FROM mfa_policies WHERE rule ->> 'userId' = $1 ORDER BY scope", userId),
        all(`SELECT ${RECOVERY_COLUMNS} FROM mfa_recoveries WHERE user_id = $1 ORDER BY requested_at, id`, userId),
        all(`SELECT ${DEVICE_COLUMNS} FROM mfa_trusted_devices WHERE user_id = $1 ORDER BY created_at, id`, userId),
      ]);
      return {
        backupCodes: codes.map(toBackupCode),
        passkeyHandleSince: handles[0] ? toSince(handles[0]) : null,
        guesses: guesses.map(toGuesses),
        grace: graces[0] ? toGrace(graces[0]) : null,
        rules: rules.map(toRule),
        recoveries: recoveries.map((row) => {
          const { userId: _user, tenantId: _tenant, requestedBy: _by, approvedBy: _approver, ...own } = toRecovery(row);
          return own;
        }),
        devices: devices.map(toDevice),
      };
    },
    sessions: async (userId, which) =>
      (await page({ columns: SESSION_COLUMNS, table: "user_sessions" }, userId, which)).map(toSession),
    deliveries: async (userId, which) =>
      (await page({ columns: DELIVERY_COLUMNS, table: "mfa_deliveries" }, userId, which)).map(toDelivery),
    messages: async (userId, which) =>
      (await page({ columns: MESSAGE_COLUMNS, table: "mfa_outbox" }, userId, which)).map(toMessage),
    clear: async (userId, { pseudonym, limit }) =>
      toForgotten(await clearHistories(session, userId, limit), await renameActor(session, userId, pseudonym)),
    forget: (userId, { pseudonym }) =>
      inTransaction(session, async (open) =>
        toForgotten(await forgetRows(open, userId), await renameActor(open, userId, pseudonym)),
      ),
  };
}

/** The budgets of the account and of its trusted devices. */
const GUESSES = `SELECT nullif(attempts.user_id, $1::text) AS budget, failures, next_attempt_at, failures_by_day, noticed_at
  FROM mfa_auth_attempts AS attempts
 WHERE attempts.user_id = $1::text
    OR attempts.user_id IN (SELECT 'device:' || id FROM mfa_trusted_devices WHERE user_id = $1::text)
 ORDER BY attempts.user_id <> $1::text, attempts.user_id`;
