import type { Logger } from "@sallyport/core";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The key of an embedded installation that was given none: made once, kept beside the data with mode 0600, so that
 * trying Sallyport out needs no configuration. In memory it lives as long as the process.
 */
export async function localSecret(dataDir: string, logger: Logger): Promise<string> {
  if (dataDir === ":memory:") return createSecret();
  const file = join(dataDir, "secret");
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // `wx`: of two processes that start together, one writes, and both read the same.
    await writeFile(file, `${createSecret()}\n`, { flag: "wx", mode: 0o600 });
    logger.info("no MFA_SECRET is set: one was made and is kept beside the data", { file });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return (await readFile(file, "utf8")).trim();
}

function createSecret(): string {
  return randomBytes(32).toString("base64");
}
