import { SallyportConfigError } from "@sallyport/core";
import { QueryTypes, type Sequelize, type Transaction } from "sequelize";
import { Umzug, type UmzugStorage } from "umzug";
import { migrations } from "./migrations.ts";

/** Any number that nobody else uses: "sallyport" in ASCII, cut to what PostgreSQL takes. */
const LOCK = "8313467393446277";

/** Between two looks at the lock. */
const PAUSE_MS = 50;

interface Session {
  readonly sequelize: Sequelize;
  readonly transaction?: Transaction;
}

/**
 * Brings the tables up to date, in one transaction. Several processes may start on one database at once: they take turns
 * under an advisory lock, and the later ones find nothing left to do.
 *
 * Throws `SallyportConfigError` (`CONFIG-SCHEMA-UNKNOWN`) where a newer release has been at the database.
 */
export async function migrate(sequelize: Sequelize): Promise<void> {
  while ((await pendingMigrations(sequelize)).length > 0) {
    const hadTurn = await sequelize.transaction((transaction) => takeTurn({ sequelize, transaction }));
    // Looked at again and again, not waited for in the database: a statement that waits would run into its time-out.
    if (!hadTurn) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The names of the steps that are still to run, oldest first. */
export async function pendingMigrations(sequelize: Sequelize): Promise<readonly string[]> {
  const done = await executed({ sequelize });
  const unknown = done.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) throw newerSchema(unknown);
  return migrations.map(({ name }) => name).filter((name) => !done.includes(name));
}

async function takeTurn(session: Required<Session>): Promise<boolean> {
  const { sequelize, transaction } = session;
  const [row] = await sequelize.query<{ locked: boolean }>(`SELECT pg_try_advisory_xact_lock(${LOCK}) AS locked`, {
    transaction,
    type: QueryTypes.SELECT,
  });
  if (!row?.locked) return false;
  await sequelize.query("SET LOCAL statement_timeout = 0", { transaction });
  await sequelize.query(
    "CREATE TABLE IF NOT EXISTS mfa_migrations (name text PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now())",
    {
      transaction,
    },
  );
  await umzug(session).up();
  return true;
}

function umzug(session: Session): Umzug<Session> {
  return new Umzug<Session>({
    migrations: migrations.map(({ name, statements }) => ({
      name,
      up: async ({ context }) => {
        for (const statement of statements) await context.sequelize.query(statement, pick(context));
      },
    })),
    context: session,
    storage: storage(session),
    logger: undefined,
  });
}

/** umzug's own storage knows no transaction, and the record of a step belongs into the step's. */
function storage(session: Session): UmzugStorage<Session> {
  return {
    executed: () => executed(session),
    logMigration: async ({ name }) => {
      await session.sequelize.query("INSERT INTO mfa_migrations (name) VALUES ($1)", {
        bind: [name],
        ...pick(session),
      });
    },
    unlogMigration: async ({ name }) => {
      await session.sequelize.query("DELETE FROM mfa_migrations WHERE name = $1", { bind: [name], ...pick(session) });
    },
  };
}

async function executed(session: Session): Promise<string[]> {
  const select = { type: QueryTypes.SELECT, ...pick(session) } as const;
  const [table] = await session.sequelize.query<{ name: string | null }>(
    "SELECT to_regclass('mfa_migrations')::text AS name",
    select,
  );
  if (!table?.name) return [];
  const rows = await session.sequelize.query<{ name: string }>("SELECT name FROM mfa_migrations ORDER BY name", select);
  return rows.map(({ name }) => name);
}

function pick({ transaction }: Session): { transaction?: Transaction } {
  return transaction ? { transaction } : {};
}

function newerSchema(unknown: readonly string[]): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-SCHEMA-UNKNOWN",
      option: "DATABASE_URL",
      reason: `the database holds steps that this release does not know (${unknown.join(", ")})`,
      remedy: "Start the release that made them, or a newer one",
    },
  ]);
}
