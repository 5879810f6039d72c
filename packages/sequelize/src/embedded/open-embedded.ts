import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Sequelize } from "sequelize";
import { lockFolder } from "./folder-lock.ts";
import type { pgliteDialect } from "./pglite-dialect.ts";

/** An open database, and how to close it. */
export interface OpenDatabase {
  readonly sequelize: Sequelize;
  close(): Promise<void>;
}

/** Where an embedded database lives. */
export interface EmbeddedOptions {
  /** A folder, made where it is missing; `":memory:"` keeps nothing. */
  readonly dataDir: string;
}

/**
 * Opens PostgreSQL inside this process (PGlite): the same SQL and migrations as on a server, and none to install. For
 * one process: trying Sallyport out, development, tests, small installations. Close it, or the process stays alive.
 *
 * Throws `SallyportConfigError` (`CONFIG-DATA-DIR-IN-USE`) where another process has the folder open.
 */
export async function openEmbedded({ dataDir }: EmbeddedOptions): Promise<OpenDatabase> {
  // Loaded here: 25 MB that an app with a server never needs.
  const { PGlite } = await import("@electric-sql/pglite");
  if (dataDir === ":memory:") return open(await PGlite.create(), () => undefined);

  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockFolder(dataDir);
  try {
    return await open(await PGlite.create(join(dataDir, "postgres")), lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

type Database = Parameters<typeof pgliteDialect>[0];

async function open(db: Database, release: () => void): Promise<OpenDatabase> {
  const { pgliteDialect: dialect } = await import("./pglite-dialect.ts");
  const sequelize = new Sequelize({
    dialect: "postgres",
    dialectModule: dialect(db),
    logging: false,
    pool: { max: 5 },
  });
  return {
    sequelize,
    close: async () => {
      await sequelize.close();
      await db.close();
      release();
    },
  };
}
