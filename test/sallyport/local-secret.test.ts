import { expect } from "chai";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSallyport } from "sallyport";

describe("createSallyport with the embedded database and no secret", function () {
  this.timeout(60_000);

  it("makes one, keeps it for its owner alone, says so, and finds it again", async () => {
    const dataDir = join(await mkdtemp(join(tmpdir(), "sallyport-secret-")), "data");
    const said: string[] = [];
    const logger = { info: (message: string) => said.push(message), warn: () => undefined, error: () => undefined };
    const options = {
      issuer: "Acme",
      origin: "http://localhost",
      users: { findById: () => Promise.resolve(null) },
      dataDir,
      logger,
    };

    const first = await createSallyport(options);
    await first.close();
    const second = await createSallyport(options);
    await second.close();

    const file = join(dataDir, "secret");
    expect(first.deriveKeys("x")).to.deep.equal(second.deriveKeys("x"));
    expect((await stat(file)).mode & 0o177).to.equal(0);
    expect(said).to.deep.equal(["no MFA_SECRET is set: one was made and is kept beside the data"]);
    expect(said.join()).not.to.include((await readFile(file, "utf8")).trim());
    await rm(join(dataDir, ".."), { recursive: true, force: true });
  });
});
