import express5 from "express";
import { QueryTypes, type Sequelize } from "sequelize";
import type { SallyportOptions } from "sallyport";
import { startApp, type TestApp } from "./app.ts";
import { enrolledPerson, signedInPerson } from "./browser.ts";
import { postgresDatabase, type TestDatabase } from "./databases.ts";
import { requireServer } from "./require-server.ts";

/** A row of the trail, by its place. */
export interface Placed {
  readonly chain: string;
  readonly strand: number;
  readonly seq: number;
  readonly id: string;
}

/** An app with a trail, and somebody who has its database. */
export interface Tampering {
  readonly app: TestApp;
  readonly database: TestDatabase;
  /** Runs a statement past the guard of the table, as whoever owns the database can. */
  readonly asAdmin: (statement: string, values?: readonly unknown[]) => Promise<void>;
  /** The rows of the events, in their order; the writers of the test follow each other, so that one strand has them all. */
  readonly events: () => Promise<readonly Placed[]>;
  /** Puts the trail back as it was before the first change. */
  readonly restore: () => Promise<void>;
  close(): Promise<void>;
}

const TABLES = ["security_events", "audit_strands"] as const;

/** Some people sign in over HTTP; the trail of that is what is tampered with. */
export async function openTampering(
  context: Mocha.Context,
  options: Partial<SallyportOptions> = {},
): Promise<Tampering> {
  const database = requireServer(context, "PostgreSQL", await postgresDatabase());
  const { sequelize } = database;
  const app = await startApp({ express: express5, sallyport: { sequelize, ...options } });
  for (let people = 0; people < 2; people += 1) {
    await signedInPerson(app);
    const careless = await enrolledPerson(app);
    await careless.login();
    await careless.verify(careless.wrongCode());
  }
  await app.mfa.audit.flush();
  for (const table of TABLES) await sequelize.query(`CREATE TABLE kept_${table} AS TABLE ${table}`);

  const asAdmin: Tampering["asAdmin"] = (statement, values = []) => pastTheGuard(sequelize, statement, values);
  return {
    app,
    database,
    asAdmin,
    events: () =>
      sequelize.query<Placed>(
        "SELECT chain, strand, seq::int, id FROM security_events WHERE chain = 'events' ORDER BY strand, seq",
        { type: QueryTypes.SELECT },
      ),
    restore: async () => {
      await app.mfa.audit.flush();
      for (const table of TABLES)
        await asAdmin(`WITH gone AS (DELETE FROM ${table}) SELECT 1`).then(() =>
          asAdmin(`INSERT INTO ${table} SELECT * FROM kept_${table}`),
        );
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}

async function pastTheGuard(sequelize: Sequelize, statement: string, values: readonly unknown[]): Promise<void> {
  await sequelize.transaction(async (transaction) => {
    await sequelize.query("SET LOCAL session_replication_role = replica", { transaction });
    await sequelize.query(statement, { bind: [...values], transaction });
  });
}
