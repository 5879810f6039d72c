import { connectDatabase } from "../connect-database.ts";
import { migrate, pendingMigrations } from "./migrate.ts";

/** Ten minutes: the statements of a migration may touch every row. */
const STATEMENT_SECONDS = 600;

/**
 * Brings the tables of a server up to date on connections of its own, which have time: those of a running app give up
 * after a second. Returns the names of the steps that were to run.
 */
export async function migrateServer({ url }: { readonly url: string }): Promise<readonly string[]> {
  const { sequelize, close } = connectDatabase({ url, poolSize: 2, statementSeconds: STATEMENT_SECONDS });
  try {
    const pending = await pendingMigrations(sequelize);
    await migrate(sequelize);
    return pending;
  } finally {
    await close();
  }
}
