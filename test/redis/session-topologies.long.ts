import { createRedisSessionIndex } from "@sallyport/redis";
import { expect } from "chai";
import { describeSessionIndex } from "../contract/session-index.ts";
import { newShard, type OpenIndex } from "../contract/session-verbs.ts";
import { describeSessionLimits } from "../contract/session-limits.ts";
import { createTestClock } from "../support/clock.ts";
import {
  connectCluster,
  connectSentinel,
  type ClusterClient,
  type SentinelClient,
} from "../support/redis-connections.ts";
import { startRedisCluster, type PrivateCluster } from "../support/redis-cluster.ts";
import { startRedisSentinel, type PrivateSentinel } from "../support/redis-sentinel.ts";
import { requireServer } from "../support/require-server.ts";
import { checkSessions, type CheckedSessions } from "./checked-sessions.ts";

const SHARDS = 20;
const BEGINS_EACH = 10;
const LANES = 4;

describe("Sessions on a Redis Cluster", () => {
  let servers: PrivateCluster | undefined;
  let client: ClusterClient | undefined;
  let open: OpenIndex | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server or redis-cli", await startRedisCluster());
    client = await connectCluster(servers.rootNodes);
    const clock = createTestClock();
    open = { index: createRedisSessionIndex({ client, clock }), travel: clock.travel };
  });
  after(async () => {
    client?.destroy();
    await servers?.stop();
  });

  const current = (): OpenIndex => open ?? expect.fail("the index is only there inside tests");
  const running = (): PrivateCluster => servers ?? expect.fail("the cluster did not start");
  describeSessionIndex("a Redis Cluster", current);
  describeSessionLimits("a Redis Cluster", current);

  describe("while slots move", () => {
    it("are five at most for each user, and listed one by one", async () => {
      const { index } = current();
      const sessions = checkSessions(index);
      const { target, shards } = await shardsAway(running());

      const outcomes = await beginWhileMoving(running(), { sessions, target, shards });

      expect(outcomes)
        .to.have.lengthOf.above(SHARDS * BEGINS_EACH)
        .and.not.include(false);
      expect(sessions.errors.filter((error) => error.includes("CROSSSLOT"))).to.deep.equal([]);
      expect(new Set(await Promise.all(shards.map(running().masterOf)))).to.deep.equal(new Set([target]));
      for (const shard of shards) {
        const listed = await sessions.ask(shard, () => index.list(shard));
        const keys = listed.sessions.map(({ key }) => key);
        expect(keys)
          .to.have.lengthOf(5)
          .and.members(await liveKeys(current(), { sessions, shard }));
      }
    });
  });
});

describe("Sessions behind Redis Sentinel", () => {
  let servers: PrivateSentinel | undefined;
  let client: SentinelClient | undefined;
  let open: OpenIndex | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server", await startRedisSentinel());
    client = await connectSentinel(servers);
    const clock = createTestClock();
    open = { index: createRedisSessionIndex({ client, clock }), travel: clock.travel };
  });
  after(async () => {
    await client?.destroy();
    await servers?.stop();
  });

  const current = (): OpenIndex => open ?? expect.fail("the index is only there inside tests");
  describeSessionIndex("Redis Sentinel", current);
  describeSessionLimits("Redis Sentinel", current);
});

/** Shards that one master does not serve yet, and that master. */
async function shardsAway(cluster: PrivateCluster): Promise<{ target: number; shards: readonly string[] }> {
  const target = await cluster.masterOf(newShard());
  const shards: string[] = [];
  while (shards.length < SHARDS) {
    const shard = newShard();
    if ((await cluster.masterOf(shard)) !== target) shards.push(shard);
  }
  return { target, shards };
}

interface Crowd {
  readonly sessions: CheckedSessions;
  readonly target: number;
  readonly shards: readonly string[];
}

/**
 * Ten at a time for each shard, until its slot has moved; some shards at a time, as many as one machine bears. All slots
 * go to one master: sent to and fro faster than the nodes gossip, a slot can fall back to the one that it came from.
 */
async function beginWhileMoving(cluster: PrivateCluster, given: Crowd): Promise<readonly boolean[]> {
  const { sessions, target } = given;
  const waiting = [...given.shards];
  const outcomes: boolean[] = [];
  const lane = async (): Promise<void> => {
    for (let shard = waiting.pop(); shard !== undefined; shard = waiting.pop()) {
      const begins = Array<string>(BEGINS_EACH).fill(shard);
      const move = { isOver: false };
      const moved = cluster.moveSlot(shard, target).finally(() => (move.isOver = true));
      while (!move.isOver) outcomes.push(...(await Promise.all(begins.map(sessions.signIn))));
      await moved;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return outcomes;
}

async function liveKeys(
  { index }: OpenIndex,
  { sessions, shard }: { sessions: CheckedSessions; shard: string },
): Promise<readonly string[]> {
  const keys = sessions.sent(shard).map(({ key }) => key);
  const touched = await Promise.all(keys.map((key) => sessions.ask(shard, () => index.touch(shard, key))));
  return keys.filter((_, at) => touched[at]?.outcome === "live");
}
