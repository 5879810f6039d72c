import { createRedisCounterStore } from "@sallyport/redis";
import { expect } from "chai";
import { ALGORITHMS, describeCounterStore, newKey, newRule, type OpenCounters } from "../contract/counter-store.ts";
import { createTestClock } from "../support/clock.ts";
import { connectCluster, type ClusterClient } from "../support/redis-connections.ts";
import { startRedisCluster, type PrivateCluster } from "../support/redis-cluster.ts";
import { requireServer } from "../support/require-server.ts";

describe("Counters on a Redis Cluster", () => {
  let servers: PrivateCluster | undefined;
  let client: ClusterClient | undefined;
  const clock = createTestClock();

  before(async function () {
    servers = requireServer(this, "redis-server or redis-cli", await startRedisCluster());
    client = await connectCluster(servers.rootNodes);
  });
  after(async () => {
    client?.destroy();
    await servers?.stop();
  });

  const current = (): OpenCounters => ({
    store: createRedisCounterStore({ client: client ?? expect.fail("only inside tests"), clock }),
    travel: clock.travel,
  });
  describeCounterStore("a Redis Cluster", current);

  it("charges rules on different nodes each by itself, and answers in their order", async () => {
    const { store } = current();
    const hits = [1, 5, 3, 2, 4].map((limit, at) => ({
      ...{ key: newKey(), cost: 1 },
      rule: newRule(ALGORITHMS[at % 3]!, { limit }),
    }));
    const rounds: string[][] = [];

    for (let round = 0; round < 3; round += 1)
      rounds.push((await store.hit(hits)).map(({ allowed, remaining }) => `${allowed ? "yes" : "no"} ${remaining}`));

    expect(rounds).to.deep.equal([
      ["yes 0", "yes 4", "yes 2", "yes 1", "yes 3"],
      ["no 0", "yes 3", "yes 1", "yes 0", "yes 2"],
      ["no 0", "yes 2", "yes 0", "no 0", "yes 1"],
    ]);
  });
});
