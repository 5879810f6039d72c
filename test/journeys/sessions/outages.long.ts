import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { somebody, startCluster, type Answer, type Cluster, type Jar } from "../../support/cluster.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { isIn, signIn } from "../../support/four-processes.ts";
import { redisUrl, startRedis, type PrivateRedis } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcp-proxy.ts";
import { worksWithin } from "../../support/until.ts";

const REFUSED_WITHIN_MS = 1500;
const CUT_OFF = 3;

describe("A process that has lost Redis, beside three that have not,", () => {
  let database: TestDatabase | undefined;
  let proxy: TcpProxy | undefined;
  let cluster: Cluster | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const url = requireServer(this, "Redis", await redisUrl());
    const { hostname, port } = new URL(url);
    const network = await startTcpProxy({ targetHost: hostname, targetPort: Number(port || 6379) });
    proxy = network;
    const around = Object.assign(new URL(url), { hostname: "127.0.0.1", port: String(network.port) }).href;
    const redis = (process: number): string => (process === CUT_OFF ? around : url);
    cluster = await startCluster({ processes: 4, databaseUrl: database.url ?? "", redisUrl: redis });
  });
  after(async () => {
    await cluster?.close();
    await proxy?.stop();
    await database?.close();
  });
  afterEach(() => proxy?.heal());

  const running = (): Cluster => cluster ?? expect.fail("the processes did not start");
  const network = (): TcpProxy => proxy ?? expect.fail("the network is not there");

  for (const [how, breakIt] of [
    ["connections are cut", () => network().cut()],
    [
      "nothing passes",
      async () => {
        network().freeze();
      },
    ],
  ] as const)
    it(`lets nobody in and says so in time, and nobody else notices (${how})`, async () => {
      const id = somebody();
      const [owner, guest] = [await signIn(running().jar(0), id), await signIn(running().jar(CUT_OFF), id)];
      expect(await isIn(owner.jar.at(CUT_OFF))).to.equal(true);
      await breakIt();

      const there = [owner.jar, guest.jar].flatMap((jar) => Array.from({ length: 10 }, () => jar.at(CUT_OFF)));
      const refusals = await Promise.all([
        ...there.map((jar) => timed(jar.get("/account"))),
        timed(running().jar(CUT_OFF).post(`/login/${id}`)),
      ]);
      const elsewhere = await Promise.all([0, 1, 2].map((process) => isIn(owner.jar.at(process))));
      const ended = await owner.jar.delete(`/api/v1/sessions/${guest.sessionId}`);
      await network().heal();

      for (const { status, tookMs } of refusals)
        expect([status, tookMs < REFUSED_WITHIN_MS]).to.deep.equal([503, true]);
      expect([elsewhere, ended.status]).to.deep.equal([[true, true, true], 200]);
      expect(await worksWithin(5, () => isIn(owner.jar.at(CUT_OFF)))).to.equal(true);
      expect(await isIn(guest.jar.at(CUT_OFF))).to.equal(false);
    });
});

const CROWD = 200;
const BACK_WITHIN_MS = 5000;

describe("Four processes whose Redis was killed", () => {
  let database: TestDatabase | undefined;
  let redis: PrivateRedis | undefined;
  let cluster: Cluster | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    redis = requireServer(this, "redis-server", await startRedis(["--appendonly", "yes"]));
    cluster = await startCluster({ processes: 4, databaseUrl: database.url ?? "", redisUrl: redis.url });
  });
  after(async () => {
    await cluster?.close();
    await redis?.stop();
    await database?.close();
  });

  it("let everybody in again within five seconds of its return, all at once, and nobody whose session was ended", async () => {
    const running = cluster ?? expect.fail("the processes did not start");
    const jars = await signInCrowd(running);
    const id = somebody();
    const [owner, guest] = [await signIn(running.jar(0), id), await signIn(running.jar(1), id)];
    await owner.jar.delete(`/api/v1/sessions/${guest.sessionId}`);
    await redis?.kill();
    const during = await Promise.all(jars.map((jar) => timed(jar.get("/account"))));
    const comingBack = jars.map(firstGrant);

    await redis?.restart();

    const isBack = performance.now();
    const waits = (await Promise.all(comingBack)).map((at) => at - isBack);
    for (const { status, tookMs } of during) expect([status, tookMs < REFUSED_WITHIN_MS]).to.deep.equal([503, true]);
    expect(Math.max(...waits)).to.be.below(BACK_WITHIN_MS);
    const everywhere = (jar: Jar): Promise<boolean[]> => Promise.all([0, 1, 2, 3].map((each) => isIn(jar.at(each))));
    expect(await everywhere(owner.jar)).to.deep.equal([true, true, true, true]);
    expect(await everywhere(guest.jar)).to.deep.equal([false, false, false, false]);
  });
});

interface Timed {
  readonly status: number;
  readonly tookMs: number;
}

async function timed(call: Promise<Answer>): Promise<Timed> {
  const startedAt = performance.now();
  const { status } = await call;
  return { status, tookMs: performance.now() - startedAt };
}

/** People all over the processes. */
async function signInCrowd(cluster: Cluster): Promise<readonly Jar[]> {
  const jars = Array.from({ length: CROWD }, (_, index) => cluster.jar(index));
  for (let start = 0; start < jars.length; start += 20)
    await Promise.all(jars.slice(start, start + 20).map((jar) => signIn(jar, somebody())));
  return jars;
}

/** Tries without mercy; when it worked. */
async function firstGrant(jar: Jar): Promise<number> {
  while (!(await isIn(jar))) await sleep(20);
  return performance.now();
}
