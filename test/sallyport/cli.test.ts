import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { postgresDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

const ROOT = new URL("../..", import.meta.url);

function sallyport(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { status: number | null; stdout: string; stderr: string } {
  const command = ["--conditions=sallyport-source", "--import", "tsx", "packages/sallyport/src/cli/main.ts", ...args];
  return spawnSync(process.execPath, command, {
    cwd: ROOT,
    env: { ...process.env, NODE_V8_COVERAGE: undefined, DATABASE_URL: "", ...env },
    encoding: "utf8",
  });
}

describe("npx sallyport", function () {
  this.timeout(30_000);

  it("says what it can do", () => {
    const { status, stdout } = sallyport(["--help"]);

    expect(status).to.equal(0);
    expect(stdout).to.include("migrate");
  });

  it("refuses a command that there is not", () => {
    const { status, stderr } = sallyport(["migrat"]);

    expect(status).to.equal(2);
    expect(stderr).to.include('no command "migrat"');
  });

  it("migrate: asks for an address", () => {
    const { status, stderr } = sallyport(["migrate"]);

    expect(status).to.equal(1);
    expect(stderr).to.include("CONFIG-ENVIRONMENT-MISSING");
  });

  it("migrate: brings the tables up to date, and finds nothing to do the second time", async function () {
    const database = requireServer(this, "PostgreSQL", await postgresDatabase({ isEmpty: true }));

    const first = sallyport(["migrate"], { DATABASE_URL: database.url ?? "" });
    const second = sallyport(["migrate"], { DATABASE_URL: database.url ?? "" });

    await database.close();
    expect(first.stdout).to.match(/^Done: 0001-methods/);
    expect(second.stdout).to.equal("The tables are up to date.\n");
  });
});
