import type { NewSession, Touch } from "@sallyport/core";
import { createRedisSessionIndex } from "@sallyport/redis";
import { expect } from "chai";
import { beginIn, epochOf, newSession, newShard, type OpenIndex } from "../contract/session-verbs.ts";
import { askRedis } from "../support/ask-redis.ts";
import { connectSentinel, type SentinelClient } from "../support/redis-connections.ts";
import { urlOf } from "../support/redis-process.ts";
import { startRedisSentinel, type PrivateSentinel } from "../support/redis-sentinel.ts";
import { requireServer } from "../support/require-server.ts";
import { worksWithin } from "../support/until.ts";

/** People, and what the master did for them before it died. */
interface Scene {
  readonly shard: string;
  readonly living: NewSession;
  /** Ended, and the replica heard of it. */
  readonly ended: NewSession;
  /** Ended, and the replica never heard of it. */
  readonly lost: NewSession;
  /** Somebody without a session, all of whose sign-ins were ended; the replica never heard of it. */
  readonly emptyShard: string;
  /** What sign-ins of both were told when they began on the master. */
  readonly epochs: { readonly shard: string; readonly emptyShard: string };
}

describe("Sessions behind Redis Sentinel, after a failover,", () => {
  let servers: PrivateSentinel | undefined;
  let client: SentinelClient | undefined;
  let open: (OpenIndex & { scene: Scene }) | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server", await startRedisSentinel());
    client = await connectSentinel(servers);
    const index = createRedisSessionIndex({ client });
    const scene = await setScene({ index, client, servers });
    open = { index, scene, travel: () => undefined };
    await servers.killMaster();
    const isBack = await worksWithin(60, async () => (await index.list(newShard())).outcome === "listed");
    expect(isBack).to.equal(true);
  });
  after(async () => {
    await client?.destroy();
    await servers?.stop();
  });

  const current = (): NonNullable<typeof open> => open ?? expect.fail("only inside tests");

  it("stay ended where the replica knew of it", async () => {
    const { index, scene } = current();

    const answer = await index.touch(scene.shard, scene.ended.key);

    expect(answer).to.deep.equal({ outcome: "gone", reason: "ended_by_user" });
  });

  it("are decided on after what was lost is in force again, and not before", async () => {
    const { index, scene } = current();
    const { shard, living, lost } = scene;
    const touches = async (): Promise<readonly Touch[]> => [
      await index.touch(shard, living.key),
      await index.touch(shard, lost.key),
    ];

    const before = await touches();
    const fence = before[0]?.outcome === "stale" ? before[0].fence : expect.fail("nothing was asked for");
    const removed = await index.reconcile(shard, { fence, endedIds: [scene.ended.id, lost.id] });
    const after = await touches();

    expect(before).to.deep.equal([
      { outcome: "stale", fence },
      { outcome: "stale", fence },
    ]);
    expect(removed.map(({ id }) => id)).to.deep.equal([lost.id]);
    expect(after).to.deep.equal([{ outcome: "live" }, { outcome: "gone", reason: undefined }]);
  });

  it("begin only for sign-ins that began after it", async () => {
    const { index, scene } = current();
    const { shard } = scene;
    const stale = await index.touch(shard, scene.living.key);
    if (stale.outcome === "stale") await index.reconcile(shard, { fence: stale.fence, endedIds: [scene.lost.id] });

    const late = await beginIn(index, { shard, rule: { epoch: scene.epochs.shard } });
    const next = await beginIn(index, { shard });

    expect([late.outcome, next.outcome]).to.deep.equal(["superseded", "begun"]);
  });

  it("begin for nobody whose sign-ins were all ended before it", async () => {
    const { index, scene } = current();

    const late = await beginIn(index, { shard: scene.emptyShard, rule: { epoch: scene.epochs.emptyShard } });

    expect(late.outcome).to.equal("superseded");
  });
});

async function setScene(given: {
  index: OpenIndex["index"];
  client: SentinelClient;
  servers: PrivateSentinel;
}): Promise<Scene> {
  const { index, client, servers } = given;
  const [shard, emptyShard] = [newShard(), newShard()];
  const [living, ended, lost] = [newSession(), newSession(), newSession()];
  for (const session of [living, ended, lost]) await beginIn(index, { shard, session });
  await index.end(shard, ended.id, "ended_by_user");
  expect(await client.sendCommand(false, ["WAIT", "1", "5000"])).to.equal(1);

  await loseReplica(urlOf(await servers.masterPort()));
  await index.end(shard, lost.id, "ended_by_user");
  const epochs = { shard: await epochOf(index, shard), emptyShard: await epochOf(index, emptyShard) };
  await index.endAll(emptyShard, { reason: "credentials_changed" });
  return { shard, living, ended, lost, emptyShard, epochs };
}

/** The replica can't come back for what follows: the master does not let it. */
async function loseReplica(url: string): Promise<void> {
  await askRedis(url, ["ACL", "SETUSER", "default", "-psync", "-sync"]);
  await askRedis(url, ["CLIENT", "KILL", "TYPE", "replica"]);
  const isAlone = await worksWithin(10, async () => {
    const [, , replicas] = (await askRedis(url, ["ROLE"])) as [string, number, unknown[]];
    return replicas.length === 0;
  });
  expect(isAlone).to.equal(true);
}
