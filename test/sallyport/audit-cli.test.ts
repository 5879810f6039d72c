import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSallyport } from "sallyport";
import { closing } from "../support/closing.ts";
import { SECRET } from "../support/app.ts";
import { openTampering, type Placed, type Tampering } from "../support/tampering.ts";
import { createUsers } from "../support/users.ts";

const ROOT = new URL("../..", import.meta.url);
const CLI = new URL("packages/sallyport/src/cli/main.ts", ROOT).pathname;
const TSX = new URL("node_modules/tsx/dist/esm/index.mjs", ROOT).href;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("npx sallyport audit", function () {
  this.timeout(60_000);

  let folder: string;
  let trail: Tampering;

  const close = closing(after);

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), "sallyport-trail-"));
    close(async () => {
      rmSync(folder, { recursive: true });
    });
    trail = await openTampering(this);
    close(() => trail.close());
  });
  afterEach(() => trail.restore());

  function sallyport(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const command = ["--conditions=sallyport-source", "--import", TSX, CLI, "audit", ...args];
    const names = { NODE_V8_COVERAGE: undefined, DATABASE_URL: trail.database.url, MFA_SECRET: SECRET, ...env };
    const options = { cwd: folder, env: { ...process.env, ...names }, timeout: 50_000, maxBuffer: 2 ** 26 };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, command, options, (_error, stdout, stderr) => {
        resolve({ status: child.exitCode, stdout, stderr });
      });
    });
  }

  async function eventAt(index: number): Promise<Placed> {
    return (await trail.events()).at(index) ?? expect.fail("no such row");
  }

  it("verify: says that a trail is intact", async () => {
    const { status, stdout } = await sallyport(["verify"]);

    expect(status).to.equal(0);
    expect(stdout).to.match(/^The audit trail is intact: \d+ rows checked in 32 strands\.\n$/);
  });

  it("verify: names the row that was changed, and ends with 1", async () => {
    const { id, chain, strand, seq } = await eventAt(5);
    await trail.asAdmin("UPDATE security_events SET user_id = 'somebody' WHERE id = $1", [id]);

    const { status, stdout } = await sallyport(["verify"]);

    expect(status).to.equal(1);
    expect(stdout).to.match(
      new RegExp(`^strand ${String(strand)} of chain ${chain}: row ${String(seq)} \\(id ${id}, 20[^)]+Z\\): edited\n`),
    );
  });

  it("verify: checks a range of time alone", async () => {
    const { id } = await eventAt(0);
    await trail.asAdmin("UPDATE security_events SET user_id = 'somebody' WHERE id = $1", [id]);

    const [before, after] = [
      await sallyport(["verify", "--to", "2100-01-01"]),
      await sallyport(["verify", "--from", "2100-01-01"]),
    ];

    expect(before.status).to.equal(1);
    expect(after.stdout).to.equal("The audit trail is intact: 0 rows checked in 32 strands.\n");
  });

  it("verify: sees against a checkpoint what was cut off", async () => {
    const file = join(folder, "checkpoint.json");
    const taken = await sallyport(["checkpoint", "--out", file]);
    for (const table of ["security_events", "audit_strands"]) await trail.asAdmin(`TRUNCATE ${table}`);

    const results = [await sallyport(["verify"]), await sallyport(["verify", "--checkpoint", file])];

    expect(taken).to.deep.equal({ status: 0, stdout: "", stderr: "" });
    expect(results.map(({ status }) => status)).to.deep.equal([0, 1]);
    expect(results[1]?.stdout).to.include("strand 0 of chain attempts: row 1: behind_checkpoint");
  });

  it("verify: ends with 2 where it can't tell, for want of a key", async () => {
    const { status, stdout } = await sallyport(["verify"], {
      MFA_SECRET: "x3rTqVb8nLk1WcZ5yHs7dJf0gPm9aUe4oRi6tBvXQwM=",
    });

    expect(status).to.equal(2);
    expect(stdout).to.match(/: key_unknown \(key [\w-]+\)\n.*MFA_SECRET/);
  });

  it("export: writes every row in each format, to the screen and into a file", async () => {
    const rows = (await trail.database.sequelize.query("SELECT id FROM security_events"))[0].length;
    const file = join(folder, "trail.csv");

    const lines = async (format: string): Promise<number> =>
      (await sallyport(["export", "--format", format])).stdout.trimEnd().split("\n").length;
    const counts = [await lines("jsonl"), await lines("cef"), await lines("ocsf")];
    await sallyport(["export", "--format", "csv", "--out", file]);

    expect(counts).to.deep.equal([rows, rows, rows]);
    expect(readFileSync(file, "utf8").trimEnd().split("\r\n")).to.have.lengthOf(rows + 1);
  });

  it("export: writes what one user did, of one type, in a range of time", async () => {
    const { id } = await eventAt(5);
    const [[row]] = await trail.database.sequelize.query(
      `SELECT user_id, type FROM security_events WHERE id = '${id}'`,
    );
    const { user_id, type } = row as { user_id: string; type: string };

    const filter = ["--user", user_id, "--type", type, "--from", "2020-01-01", "--to", "2100-01-01T00:00:00Z"];
    const { stdout } = await sallyport(["export", "--format", "jsonl", ...filter]);

    const found = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const each of found) expect(each).to.include({ userId: user_id, type });
    expect(found.map((each) => each["id"])).to.include(id);
  });

  it("retain: deletes what is older than the days that it is told, and assumes none", async () => {
    const results = [
      await sallyport(["retain"]),
      await sallyport(["retain", "--event-days", "1", "--attempt-days", "1"]),
    ];

    expect(results[0]?.stderr).to.include("Write --event-days with a whole number of days");
    expect(results.map(({ status, stdout }) => [status, stdout])).to.deep.equal([
      [2, ""],
      [0, "Deleted: 0 events, 0 attempts\n"],
    ]);
  });

  it("works on an embedded database, with the key that it has made", async () => {
    const dataDir = join(folder, "embedded");
    const mfa = await createSallyport({ issuer: "Acme", origin: "http://localhost", users: createUsers(), dataDir });
    await mfa.record({ type: "policy_changed" });
    await mfa.close();

    const { stdout } = await sallyport(["verify", "--data-dir", dataDir], { DATABASE_URL: "", MFA_SECRET: "" });

    expect(stdout).to.equal("The audit trail is intact: 1 rows checked in 32 strands.\n");
  });

  for (const [name, args, env, message] of [
    ["no command", [], {}, "Name a command: verify, checkpoint, export, retain"],
    ["a time that is none", ["verify", "--from", "yesterday"], {}, "Write --from as 2026-01-31"],
    ["a checkpoint that is none", ["verify", "--checkpoint", "none.json"], {}, "none.json is no checkpoint"],
    ["a format that is none", ["export", "--format", "xml"], {}, "one of jsonl, csv, cef, ocsf"],
    ["an option that is none", ["verify", "--form", "x"], {}, "--form"],
    ["no database", ["verify"], { DATABASE_URL: "" }, "Set DATABASE_URL"],
    ["no key", ["verify"], { MFA_SECRET: "" }, "Set MFA_SECRET"],
    ["a database that does not answer", ["verify"], { DATABASE_URL: "postgres://127.0.0.1:9/none" }, "ECONNREFUSED"],
  ] as const)
    it(`ends with 2 for ${name}, and says what to do`, async () => {
      writeFileSync(join(folder, "none.json"), "{}");

      const { status, stderr } = await sallyport(args, env);

      expect(status).to.equal(2);
      expect(stderr).to.include(message);
    });
});
