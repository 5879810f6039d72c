import type { Sequelize } from "sequelize";
import { QueryTypes } from "sequelize";
import type { TestDatabase } from "./databases.ts";

/** What tests look at in a row of the audit trail. */
export interface TrailRow {
  readonly id: string;
  readonly type: string;
  readonly user_id: string | null;
  readonly actor_id: string | null;
  readonly session_id: string | null;
  readonly tenant_id: string | null;
  readonly severity: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly note: string | null;
  readonly ip: string | null;
  readonly ip_hash: string | null;
  readonly browser: string | null;
  readonly os: string | null;
  readonly request_id: string | null;
  readonly chain: string;
  readonly occurred_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The rows about some users, in the order of their writing; of everybody where nobody is named. */
export async function trailOf(sequelize: Sequelize, ...userIds: readonly string[]): Promise<readonly TrailRow[]> {
  return sequelize.query<TrailRow>(
    `SELECT * FROM security_events WHERE cardinality($1::text[]) = 0 OR user_id = ANY ($1::text[]) ORDER BY id`,
    { bind: [userIds], type: QueryTypes.SELECT },
  );
}

/** Makes writing to the trail fail as a full disk does, until the function that it returns is called. */
export async function fillDisk(sequelize: Sequelize): Promise<() => Promise<void>> {
  await sequelize.query(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`);
  await sequelize.query(
    "CREATE TRIGGER disk_full BEFORE INSERT ON security_events FOR EACH STATEMENT EXECUTE FUNCTION disk_full()",
  );
  return async () => {
    await sequelize.query("DROP FUNCTION disk_full CASCADE");
  };
}

/** Holds the table against everybody, until the function that it returns is called. */
export async function lockTrail({ sequelize }: TestDatabase): Promise<() => Promise<void>> {
  const transaction = await sequelize.transaction();
  await sequelize.query("LOCK TABLE security_events IN ACCESS EXCLUSIVE MODE", { transaction });
  // The server ends transactions that idle for two seconds.
  const awake = setInterval(() => void sequelize.query("SELECT 1", { transaction }), 500);
  return async () => {
    clearInterval(awake);
    await transaction.commit();
  };
}
