import { openTrail, readEnvironment, SallyportConfigError, type Audit, type AuditOptions } from "@sallyport/core";
import { connectDatabase, createAuditArchive, createDurableStores, openEmbedded } from "@sallyport/sequelize";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_DATA_DIR } from "../../open-stores.ts";
import { Misuse } from "../misuse.ts";

/** Where the trail is. */
export interface Place {
  /** Of the embedded database. */
  readonly dataDir: string | undefined;
  readonly audit?: AuditOptions;
}

/** Nobody waits for these as a client does for an answer. */
const STATEMENT_SECONDS = 60;

/** Does something with the trail that the environment names: `DATABASE_URL` and `MFA_SECRET`, or the embedded database. */
export async function withAudit<T>({ dataDir, audit = {} }: Place, work: (audit: Audit) => Promise<T>): Promise<T> {
  const { options, problems } = readEnvironment(process.env);
  const [first, ...rest] = problems.filter(({ option }) => option === "DATABASE_URL" || option === "MFA_SECRET");
  if (first) throw new SallyportConfigError([first, ...rest]);

  const url = dataDir === undefined ? options["databaseUrl"] : undefined;
  const folder = dataDir ?? DEFAULT_DATA_DIR;
  const secret = secretsOf(options["secret"]) ?? (url === undefined ? localSecretIn(folder) : undefined);
  if (typeof url !== "string" && !existsSync(join(folder, "postgres")))
    throw new Misuse(
      `Set DATABASE_URL, or name with --data-dir the folder of an embedded database; ${folder} is none.`,
    );
  if (!secret)
    throw new Misuse("Set MFA_SECRET to the keys of your app, newest first: without them nothing can be verified.");

  const { sequelize, close } =
    typeof url === "string"
      ? connectDatabase({ url, poolSize: 3, statementSeconds: STATEMENT_SECONDS, connectSeconds: 5 })
      : await openEmbedded({ dataDir: folder });
  try {
    const store = createDurableStores({ sequelize }).audit;
    return await work(openTrail({ secret, store, archive: createAuditArchive({ sequelize }), audit }));
  } finally {
    await close();
  }
}

function secretsOf(given: unknown): readonly string[] | undefined {
  return Array.isArray(given) ? given.filter((one) => typeof one === "string") : undefined;
}

/** The key that an embedded installation has made for itself. */
function localSecretIn(folder: string): string | undefined {
  const file = join(folder, "secret");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}
