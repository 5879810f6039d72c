import { createRedisSessionIndex } from "@sallyport/redis";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { describeSessionIndex } from "../contract/session-index.ts";
import { beginIn, newSession, newShard, type OpenIndex } from "../contract/session-verbs.ts";
import { describeSessionLimits } from "../contract/session-limits.ts";
import { createTestClock } from "../support/clock.ts";
import { useOwnRedis, useRedis } from "../support/use-redis.ts";

describe("createRedisSessionIndex", () => {
  const redis = useRedis();
  const clock = createTestClock();
  const prefix = `sallyport-test-${randomUUID()}:`;

  const current = (): OpenIndex => ({
    index: createRedisSessionIndex({ client: redis(), clock, prefix }),
    travel: clock.travel,
  });
  describeSessionIndex("Redis", current);
  describeSessionLimits("Redis", current);

  it("leaves no key behind that lives for ever", async () => {
    const { index } = current();
    const [one, two, three] = [newShard(), newShard(), newShard()];
    const session = newSession();
    await beginIn(index, { shard: one, session });
    await index.endAll(one, { reason: "ended_by_user" });
    await index.endAll(two, { reason: "ended_by_user" });
    await index.touch(three, "junk");

    const lives = await Promise.all([one, two, three].map((shard) => redis().pTTL(`${prefix}sessions:{${shard}}`)));

    expect(lives.slice(0, 2)).to.satisfy((each: number[]) =>
      each.every((life) => life > 3_500_000 && life <= 86_400_000),
    );
    expect(lives[2]).to.equal(-2);
  });
});

describe("createRedisSessionIndex on a server of its own", () => {
  const redis = useOwnRedis();

  it("sends its scripts again when the server has lost them", async () => {
    const connection = redis();
    const index = createRedisSessionIndex({ client: connection });
    const shard = newShard();
    const session = newSession();
    const steps = [
      () => beginIn(index, { shard, session }),
      () => index.touch(shard, session.key),
      () => index.list(shard),
      () => index.end(shard, session.id, "sign_out"),
    ];
    const outcomes: unknown[] = [];

    for (const step of steps) {
      await connection.scriptFlush();
      outcomes.push(await step());
    }

    expect(outcomes).not.to.include(undefined);
    expect(await index.touch(shard, session.key)).to.deep.equal({ outcome: "gone", reason: "sign_out" });
  });

  it("decides nothing on a replica", async () => {
    const connection = redis();
    const index = createRedisSessionIndex({ client: connection });
    const shard = newShard();
    const session = newSession();
    await beginIn(index, { shard, session });
    await connection.replicaOf("127.0.0.1", 1);

    const answer = await index.touch(shard, session.key).catch(String);

    await connection.replicaOf("NO", "ONE" as unknown as number);
    expect(answer).to.include("READONLY");
    // Another term of office: what it knew has to be checked before it counts again.
    expect(await index.touch(shard, session.key)).to.have.property("outcome", "stale");
  });
});
