import { createRedisChallengeStore } from "@sallyport/redis";
import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { describeChallengeStore, MINUTES, newChallenge, type OpenChallenges } from "../contract/challenge-store.ts";
import { countOf } from "../contract/durable-stores.ts";
import {
  connectCluster,
  connectSentinel,
  type ClusterClient,
  type SentinelClient,
} from "../support/redis-connections.ts";
import { startRedisCluster, type PrivateCluster } from "../support/redis-cluster.ts";
import { startRedisSentinel, type PrivateSentinel } from "../support/redis-sentinel.ts";
import { requireServer } from "../support/require-server.ts";
import { worksWithin } from "../support/until.ts";

describe("Challenges on a Redis Cluster", () => {
  let servers: PrivateCluster | undefined;
  let client: ClusterClient | undefined;
  let open: OpenChallenges | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server or redis-cli", await startRedisCluster());
    client = await connectCluster(servers.rootNodes);
    open = { challenges: createRedisChallengeStore({ client }), passSecond: () => sleep(1100) };
  });
  after(async () => {
    client?.destroy();
    await servers?.stop();
  });

  const current = (): OpenChallenges => open ?? expect.fail("the store is only there inside tests");
  const running = (): PrivateCluster => servers ?? expect.fail("the cluster did not start");
  describeChallengeStore("a Redis Cluster", current);

  describe("when slots move and a master dies", () => {
    it("gives a challenge to one taker after its slot was moved", async () => {
      const { challenges } = current();
      const [taken, waiting] = [newChallenge(), newChallenge()];
      for (const each of [taken, waiting]) await challenges.put(each, MINUTES);
      await challenges.take(taken.key);

      for (const { key } of [taken, waiting]) await moveElsewhere(running(), key);

      expect(await challenges.read(waiting.key)).to.deep.equal({ ...waiting, attemptsRemaining: 5 });
      expect(await countOf(() => challenges.take(waiting.key))).to.equal(1);
      expect(await countOf(() => challenges.take(taken.key))).to.equal(0);
    });

    it("charges each attempt once while the slot is being moved", async () => {
      const { challenges } = current();
      const { key, ...rest } = newChallenge();
      await challenges.put({ key, ...rest }, { ttlSeconds: 300, maxAttempts: 1_000_000 });
      const move = { isOver: false };
      let charged = 0;

      const moved = moveElsewhere(running(), key).finally(() => (move.isOver = true));
      for (; !move.isOver; charged += 10) await Promise.all(Array.from({ length: 10 }, () => challenges.attempt(key)));
      await moved;

      expect(charged).to.be.greaterThan(10);
      expect(await challenges.read(key)).to.include({ attemptsRemaining: 1_000_000 - charged });
    });

    it("gives a challenge to one taker after its master was killed", async () => {
      const { challenges } = current();
      const challenge = newChallenge();
      await challenges.put(challenge, MINUTES);
      expect(await client?.sendCommand(challenge.key, false, ["WAIT", "1", "5000"])).to.equal(1);

      await running().killMaster(await running().masterOf(challenge.key));

      const isBack = await worksWithin(60, async () => (await challenges.read(challenge.key)) !== undefined);
      expect(isBack).to.equal(true);
      expect(await countOf(() => challenges.take(challenge.key))).to.equal(1);
    });
  });
});

describe("Challenges behind Redis Sentinel", () => {
  let servers: PrivateSentinel | undefined;
  let client: SentinelClient | undefined;
  let open: OpenChallenges | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server", await startRedisSentinel());
    client = await connectSentinel(servers);
    open = { challenges: createRedisChallengeStore({ client }), passSecond: () => sleep(1100) };
  });
  after(async () => {
    await client?.destroy();
    await servers?.stop();
  });

  const current = (): OpenChallenges => open ?? expect.fail("the store is only there inside tests");
  const running = (): PrivateSentinel => servers ?? expect.fail("the sentinels did not start");
  describeChallengeStore("Redis Sentinel", current);

  describe("when the master dies", () => {
    it("gives a challenge to one taker after the replica took over", async () => {
      const { challenges } = current();
      const [taken, waiting] = [newChallenge(), newChallenge()];
      for (const each of [taken, waiting]) await challenges.put(each, MINUTES);
      await challenges.take(taken.key);
      expect(await client?.sendCommand(false, ["WAIT", "1", "5000"])).to.equal(1);

      await running().killMaster();

      const isBack = await worksWithin(60, async () => (await challenges.read(waiting.key)) !== undefined);
      expect(isBack).to.equal(true);
      expect(await countOf(() => challenges.take(waiting.key))).to.equal(1);
      expect(await countOf(() => challenges.take(taken.key))).to.equal(0);
    });
  });
});

async function moveElsewhere(cluster: PrivateCluster, key: string): Promise<void> {
  const from = await cluster.masterOf(key);
  const others = await Promise.all(["a", "b", "c"].map((each) => cluster.masterOf(each)));
  await cluster.moveSlot(key, others.find((port) => port !== from) ?? expect.fail("one master serves everything"));
}
