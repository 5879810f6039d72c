import { createRedisSessionIndex, createRedisSessionStore, type RedisSessionStore } from "@sallyport/redis";
import { expect } from "chai";
import session from "express-session";
import { beginIn, newSession, newShard } from "../contract/session-verbs.ts";
import { connectCluster, type ClusterClient } from "../support/redis-connections.ts";
import { startRedisCluster, type PrivateCluster } from "../support/redis-cluster.ts";
import { requireServer } from "../support/require-server.ts";
import { checkSessions } from "./checked-sessions.ts";

/** More than one MIGRATE moves at a time, so that a session and its payload lie apart for a moment. */
const SESSIONS = 150;

describe("Sessions with their payloads on a Redis Cluster", () => {
  let servers: PrivateCluster | undefined;
  let client: ClusterClient | undefined;

  before(async function () {
    servers = requireServer(this, "redis-server or redis-cli", await startRedisCluster());
    client = await connectCluster(servers.rootNodes);
  });
  after(async () => {
    client?.destroy();
    await servers?.stop();
  });

  it("are found or asked for again while their slot moves, and never taken for gone or empty", async () => {
    const connection = client ?? expect.fail("no client");
    const cluster = servers ?? expect.fail("no cluster");
    const [index, store] = [
      createRedisSessionIndex({ client: connection }),
      createRedisSessionStore({ client: connection }),
    ];
    const shard = newShard();
    const sids = Array.from({ length: SESSIONS }, () => newSession().key + `.{${shard}}`);
    for (const key of sids) await beginIn(index, { shard, session: newSession({ key }), rule: { max: undefined } });
    for (const sid of sids) await create(store, sid);
    const from = await cluster.masterOf(shard);
    const masters = await Promise.all(["a", "b", "c"].map(cluster.masterOf));
    const move = { isOver: false };

    const moved = cluster
      .moveSlot(shard, masters.find((port) => port !== from) ?? 0)
      .finally(() => (move.isOver = true));
    const seen = new Set<string>();
    while (!move.isOver) for (const found of await loadAll(store, { shard, sids })) seen.add(found);
    await moved;
    await checkSessions(index).ask(shard, () => index.list(shard));

    expect([...seen].filter((each) => !ALLOWED.test(each))).to.deep.equal([]);
    expect(seen).to.include("live with payload");
    expect(new Set(await loadAll(store, { shard, sids }))).to.deep.equal(new Set(["live with payload"]));
  });
});

/** The server says TRYAGAIN while one of the two keys has moved: to the app, a store that is down for a moment. */
const ALLOWED = /^(?:live with payload|stale with payload|.*TRYAGAIN.*)$/;

async function loadAll(
  store: RedisSessionStore,
  { shard, sids }: { shard: string; sids: readonly string[] },
): Promise<readonly string[]> {
  return Promise.all(
    sids.map((sid) =>
      store
        .loadAndTouch(shard, sid)
        .then(({ touch, data }) => `${touch.outcome} ${data ? "with payload" : "without"}`, String),
    ),
  );
}

function create(store: RedisSessionStore, sid: string): Promise<void> {
  const cookie = new session.Cookie();
  cookie.maxAge = 600_000;
  return new Promise((resolve, reject) => {
    store.create(sid, { cookie }, (error) => {
      if (error) reject(new Error("not stored", { cause: error }));
      else resolve();
    });
  });
}
