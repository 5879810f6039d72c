import { expect } from "chai";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { freePort } from "../support/free-port.ts";
import { startProgram, type Program } from "../support/program.ts";
import { redisUrl } from "../support/redis-servers.ts";
import { requireServer } from "../support/require-server.ts";

const PORT = String(await freePort());

describe("The demo on PostgreSQL and Redis, with four workers", function () {
  this.timeout(60_000);
  let database: TestDatabase | undefined;
  let program: Program | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase({ isEmpty: true }));
    const redis = requireServer(this, "Redis", await redisUrl());
    const env = { DATABASE_URL: database.url, REDIS_URL: redis, PORT };
    program = await startProgram({
      file: "examples/demo/server.ts",
      args: ["--workers", "4"],
      env,
      ready: "(4 workers)",
    });
  });
  after(async () => {
    await program?.stop();
    await database?.close();
  });

  it("keeps a person signed in, whichever worker answers", async () => {
    const url = `http://localhost:${PORT}`;
    const signUp = await fetch(`${url}/sign-up`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ email: "ada@example.com", password: "correct horse" }),
    });
    const cookie = signUp.headers.getSetCookie()[0]?.split(";")[0] ?? "";

    const pages = await Promise.all(
      Array.from({ length: 12 }, async () => (await fetch(`${url}/account`, { headers: { cookie } })).text()),
    );

    expect(signUp.status).to.equal(303);
    for (const page of pages) expect(page).to.include("Signed in as <strong>ada@example.com</strong>");
  });

  it("refuses several workers without the servers that they would share", async () => {
    const env = { DATABASE_URL: "", REDIS_URL: "", PORT };

    const refused = await startProgram({
      file: "examples/demo/server.ts",
      args: ["--workers", "2"],
      env,
      ready: "never",
    }).catch(String);

    expect(refused).to.include("set DATABASE_URL and REDIS_URL");
  });
});
