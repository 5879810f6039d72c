import { Sequelize } from "sequelize";
import type { OpenDatabase } from "./embedded/open-embedded.ts";

/** A PostgreSQL server. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string;
  /** Connections at most. Default 10. */
  readonly poolSize?: number;
  /** How long one statement may take, in seconds. Default 1; more for migrations, whose statements may touch every row. */
  readonly statementSeconds?: number;
  /** How long to wait for a connection, in seconds. Default 0.5. */
  readonly connectSeconds?: number;
}

/**
 * A pool on a PostgreSQL server that fails fast: half a second for a connection and for a lock, one for a statement. A server that is
 * frozen is noticed by the client as well (`query_timeout`).
 */
export function connectDatabase(options: DatabaseOptions): OpenDatabase {
  const { url, poolSize = 10, statementSeconds = 1, connectSeconds = 0.5 } = options;
  const sequelize = new Sequelize(url, {
    dialect: "postgres",
    logging: false,
    pool: { max: poolSize, min: 0, acquire: connectSeconds * 1000, idle: 10_000 },
    dialectOptions: {
      application_name: "sallyport",
      connectionTimeoutMillis: connectSeconds * 1000,
      statement_timeout: statementSeconds * 1000,
      query_timeout: statementSeconds * 1000,
      lock_timeout: statementSeconds * 500,
      idle_in_transaction_session_timeout: 2000,
      keepAlive: true,
    },
    retry: { max: 0 },
  });
  return { sequelize, close: () => sequelize.close() };
}
