import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { migrate, connectDatabase } from "@sallyport/sequelize";
import { Sequelize } from "sequelize";
import { pgliteDialect } from "../../packages/sequelize/src/embedded/pglite-dialect.ts";

/** A database of a test's own. */
export interface TestDatabase {
  readonly sequelize: Sequelize;
  /** Where other processes find it; none for the embedded one. */
  readonly url?: string;
  close(): Promise<void>;
}

let shared: Promise<Shared> | undefined;

interface Shared {
  readonly sequelize: Sequelize;
  readonly db: PGlite;
}

// An open PGlite keeps the process alive.
after(async () => {
  const opened = await shared;
  await opened?.sequelize.close();
  await opened?.db.close();
});

/**
 * PostgreSQL in this process, one for all suites: making one takes seconds, and each test has people of its own. Its
 * first state is kept in the package cache, so that later runs start in one.
 */
export async function embeddedDatabase(): Promise<TestDatabase> {
  shared ??= openShared();
  const { sequelize } = await shared;
  return { sequelize, close: () => Promise.resolve() };
}

async function openShared(): Promise<Shared> {
  const folder = new URL("../../node_modules/.cache/sallyport/", import.meta.url);
  const file = new URL(`pglite-${pgliteVersion()}.tar`, folder);
  const known = existsSync(file) ? new Blob([readFileSync(file)]) : undefined;
  const db = await PGlite.create(known ? { loadDataDir: known } : {});
  if (!known) {
    mkdirSync(folder, { recursive: true });
    const part = new URL(`${file.href}.${randomBytes(4).toString("hex")}`);
    writeFileSync(part, Buffer.from(await (await db.dumpDataDir("none")).arrayBuffer()));
    renameSync(part, file);
  }
  const sequelize = new Sequelize({
    dialect: "postgres",
    dialectModule: pgliteDialect(db),
    logging: false,
    pool: { max: 5 },
  });
  await migrate(sequelize);
  return { sequelize, db };
}

/** A package that does not export its package.json lies two folders above its entry. */
function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const { version } = JSON.parse(readFileSync(new URL("../package.json", pathToFileURL(entry)), "utf8")) as {
    version: string;
  };
  return version;
}

const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";

/** A new database on the PostgreSQL server, dropped at the end; undefined where there is no server. */
export async function postgresDatabase({ isEmpty = false }: { isEmpty?: boolean } = {}): Promise<
  TestDatabase | undefined
> {
  const admin = connectDatabase({ url: SERVER, poolSize: 1 });
  const name = `sallyport_test_${String(process.pid)}_${randomBytes(4).toString("hex")}`;
  try {
    await admin.sequelize.authenticate();
  } catch {
    await admin.close();
    return undefined;
  }
  const slow = new Sequelize(SERVER, { logging: false });
  await slow.query(`CREATE DATABASE ${name}`);
  // What is killed in tests are our processes, never the server. A disk that stalls would be an outage in any of them.
  await slow.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const url = Object.assign(new URL(SERVER), { pathname: `/${name}` }).href;
  // Stores have deadlines of their own; what waits here is a hundred calls of a test that share a machine with another.
  const { sequelize, close } = connectDatabase({ url, poolSize: 20, connectSeconds: 10, statementSeconds: 10 });
  if (!isEmpty) await migrate(sequelize);
  return {
    sequelize,
    url,
    close: async () => {
      await close();
      await admin.close();
      await slow.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await slow.close();
    },
  };
}
