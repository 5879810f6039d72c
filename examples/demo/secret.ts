import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const FOLDER = ".sallyport";
const FILE = `${FOLDER}/demo-secret`;

/** A key for trying the demo out, kept in a file that is not committed. A real app sets MFA_SECRET from its vault. */
export function ensureSecret(): void {
  if (process.env["MFA_SECRET"]) return;
  if (!existsSync(FILE)) {
    mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
    writeFileSync(FILE, randomBytes(32).toString("base64"), { mode: 0o600, flag: "wx" });
  }
  process.env["MFA_SECRET"] = readFileSync(FILE, "utf8").trim();
}
