import { expect } from "chai";
import { codeFor } from "../../support/authenticator.ts";
import { startCluster, type Cluster, type Jar } from "../../support/cluster.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { enroll, isIn } from "../../support/four-processes.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";

const PEOPLE = 30;
const STOPPED_WITHIN_MS = 10_000;

/** Somebody whose second step is still to come. */
interface Waiting {
  readonly jar: Jar;
  readonly code: string;
}

describe("A process that is told to stop", () => {
  let database: TestDatabase | undefined;
  let cluster: Cluster | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const redis = requireServer(this, "Redis", await redisUrl());
    cluster = await startCluster({ processes: 2, databaseUrl: database.url ?? "", redisUrl: redis });
  });
  after(async () => {
    await cluster?.close();
    await database?.close();
  });

  it("answers the second steps that it has begun, and leaves the others untouched", async () => {
    const running = cluster ?? expect.fail("the processes did not start");
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => waitingFor(running)));
    const verifying = people.map(verify);

    await Promise.race(verifying);
    const startedAt = performance.now();
    await running.restart(0);
    const stoppedAfterMs = performance.now() - startedAt;
    const statuses = await Promise.all(verifying);

    expect(stoppedAfterMs).to.be.below(STOPPED_WITHIN_MS);
    expect(statuses.filter((status) => status === 200)).not.to.deep.equal([]);
    for (const [index, person] of people.entries()) {
      // No answer: nothing was done with the code, so it works at the process that is left.
      if (statuses[index] === 0) expect(await verify({ ...person, jar: person.jar.at(1) })).to.equal(200);
      else expect([statuses[index], await isIn(person.jar.at(1))]).to.deep.equal([200, true]);
    }
  });
});

async function waitingFor(cluster: Cluster): Promise<Waiting> {
  const { id, url } = await enroll(cluster);
  const jar = cluster.jar(0);
  await jar.post(`/login/${id}`);
  return { jar, code: codeFor(url, new Date(Date.now() + 30_000)) };
}

/** The status; 0 where the connection ended without one. */
async function verify({ jar, code }: Waiting): Promise<number> {
  return jar.post("/api/v1/mfa/verify", { method: "totp", code }).then(
    ({ status }) => status,
    () => 0,
  );
}
