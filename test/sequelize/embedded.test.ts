import { SallyportConfigError } from "@sallyport/core";
import { openEmbedded } from "@sallyport/sequelize";
import { expect } from "chai";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram, type Program } from "../support/program.ts";

describe("The embedded database on a folder", function () {
  this.timeout(60_000);
  let dataDir = "";
  let program: Program | undefined;

  before(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), "sallyport-embedded-")), "data");
    program = await startProgram({ file: "test/support/hold-embedded.ts", args: [dataDir], ready: "holding it" });
  });
  after(async () => {
    program?.child.kill("SIGKILL");
    await rm(join(dataDir, ".."), { recursive: true, force: true });
  });

  it("refuses a second process, and says which one has it", async () => {
    const error: unknown = await openEmbedded({ dataDir }).catch((refusal: unknown) => refusal);

    expect(error).to.be.instanceOf(SallyportConfigError).with.property("code", "CONFIG-DATA-DIR-IN-USE");
    expect(String(error))
      .to.include(`process ${String(program?.child.pid)}`)
      .and.to.include("DATABASE_URL");
  });

  it("is for its owner alone", async () => {
    expect((await stat(dataDir)).mode & 0o077).to.equal(0);
  });

  it("opens again after kill -9, with every row", async () => {
    const gone = program && once(program.child, "exit");
    program?.child.kill("SIGKILL");
    await gone;

    const database = await openEmbedded({ dataDir });

    const [rows] = await database.sequelize.query("SELECT count(*)::int AS kept FROM kept");
    expect(rows).to.deep.equal([{ kept: 1 }]);
    await database.close();
  });

  it("opens although the number of the dead process is in use again", async () => {
    await writeFile(join(dataDir, "lock"), `${String(process.pid)} 1`);

    const database = await openEmbedded({ dataDir });

    await database.close();
  });

  it("refuses a second opening in the same process", async () => {
    const database = await openEmbedded({ dataDir });

    const error: unknown = await openEmbedded({ dataDir }).catch((refusal: unknown) => refusal);

    expect(error).to.have.property("code", "CONFIG-DATA-DIR-IN-USE");
    await database.close();
  });
});
