import { systemClock, type DurableStores } from "@sallyport/core";
import { connectDatabase, createAuditArchive, createDurableStores } from "@sallyport/sequelize";
import { expect } from "chai";
import { createAuditStore } from "../../packages/sequelize/src/stores/audit-store.ts";
import { append, ask, flawsOf, linkOf, newChain, newEvent, newEvents, rowsOf } from "../contract/new-event.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

const STRANDS = 16;

/** What two processes would have: a pool of connections each. */
describe("Writers of the audit trail on PostgreSQL", function () {
  this.timeout(30_000);
  let database: TestDatabase | undefined;
  let other: ReturnType<typeof connectDatabase> | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    other = connectDatabase({ url: database.url ?? "", poolSize: 20, connectSeconds: 10, statementSeconds: 10 });
  });
  after(async () => {
    await other?.close();
    await database?.close();
  });
  const sequelize = (): TestDatabase["sequelize"] => database?.sequelize ?? expect.fail("no database");
  const stores = (): DurableStores => createDurableStores({ sequelize: sequelize() });
  const otherStores = (): DurableStores => createDurableStores({ sequelize: other?.sequelize ?? sequelize() });

  /** A row in a transaction that is still open, in every strand of a chain. */
  async function hold(chain: string): Promise<{ end(): Promise<unknown> }> {
    // The first row of a chain makes its strands, and whoever comes at the same time waits for that.
    await append(stores().audit, newEvent({ chain }));
    let free = (): void => undefined;
    const freed = new Promise<void>((resolve) => (free = resolve));
    const open: Promise<void>[] = [];
    for (let writer = 0; writer < STRANDS; writer += 1)
      await new Promise<void>((written, failed) => {
        const work = stores().transaction(async ({ audit }) => {
          await append(audit, newEvent({ chain }));
          written();
          await freed;
        });
        work.catch(failed);
        open.push(work);
      });
    return {
      end: () => {
        free();
        return Promise.all(open);
      },
    };
  }

  /** Runs while nobody else can touch the trail. */
  async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
    return await sequelize().transaction(async (transaction) => {
      await sequelize().query("SET LOCAL idle_in_transaction_session_timeout = 0", { transaction });
      await sequelize().query("LOCK TABLE security_events IN ACCESS EXCLUSIVE MODE", { transaction });
      return work();
    });
  }

  it("do not wait for each other, as long as they are no more than there are strands", async () => {
    const chain = newChain();

    const held = await hold(chain);
    await held.end();

    const rows = await rowsOf(createAuditArchive({ sequelize: sequelize() }), chain);
    expect(rows).to.have.lengthOf(1 + STRANDS);
    expect(new Set(rows.map(({ strand }) => strand))).to.have.property("size", STRANDS);
  });

  it("wait for one of the others where they are more, and follow it", async () => {
    const chain = newChain();
    const archive = createAuditArchive({ sequelize: sequelize() });
    const held = await hold(chain);

    const late = append(otherStores().audit, newEvent({ chain }));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = await rowsOf(archive, chain);
    await held.end();
    await late;

    expect(before).to.have.lengthOf(1);
    expect(await rowsOf(archive, chain)).to.have.lengthOf(1 + STRANDS + 1);
    expect(await flawsOf(archive, chain)).to.deep.equal([]);
  });

  it("make neither gaps nor forks from two processes, some of whose transactions are rolled back", async () => {
    const chain = newChain();
    const archive = createAuditArchive({ sequelize: sequelize() });
    const write = (from: DurableStores, isKept: boolean): Promise<unknown> =>
      from
        .transaction(async ({ audit }) => {
          await append(audit, newEvent({ chain }), newEvent({ chain }));
          if (!isKept) throw new Error("no");
        })
        .catch(String);

    const results = await Promise.all(
      Array.from({ length: 120 }, (_, index) => write(index % 2 === 0 ? stores() : otherStores(), index % 3 > 0)),
    );

    // On a machine that is busy one or the other may have waited too long; what counts is that nothing of it is there.
    const kept = results.filter((result) => result === undefined).length;
    expect(kept).to.be.within(40, 80);
    expect(await rowsOf(archive, chain)).to.have.lengthOf(2 * kept);
    expect(await flawsOf(archive, chain)).to.deep.equal([]);
  });

  for (const [which, chain] of [
    ["a chain that is there", "events"],
    ["a new one", newChain()],
  ] as const)
    it(`are refused soon where the table is locked, and leave nothing: ${which}`, async () => {
      const event = newEvent({ chain });

      const [refusal, ms] = await whileLocked(async () => {
        const began = performance.now();
        return [await append(otherStores().audit, event).catch(String), performance.now() - began] as const;
      });

      expect(refusal).to.include("lock timeout");
      expect(ms).to.be.lessThan(800);
      expect(await stores().audit.known([event.id])).to.deep.equal([]);
    });

  it("are refused soon on a strand that they have just written to, which takes one statement", async () => {
    const pool = connectDatabase({ url: database?.url ?? "" });
    const { audit } = createDurableStores({ sequelize: pool.sequelize });
    const [first, second, event] = newEvents(3);
    if (!first || !second || !event) throw new Error("three were made");
    // The first one of a chain makes it, and remembers nothing.
    await append(audit, first);
    await append(audit, second);

    const [refusal, ms] = await whileLocked(async () => {
      const began = performance.now();
      return [await append(audit, event).catch(String), performance.now() - began] as const;
    });

    expect(refusal).to.include("lock timeout");
    expect(ms).to.be.lessThan(800);
    await append(audit, event);
    expect(await audit.known([event.id])).to.deep.equal([event.id]);
    await pool.close();
  });

  it("go on where they were with one statement, and keep two chains apart", async () => {
    const pool = connectDatabase({ url: database?.url ?? "" });
    const { audit } = createDurableStores({ sequelize: pool.sequelize });
    const [one, other] = [newChain(), newChain()];
    for (const chain of [one, one, other, other]) await append(audit, newEvent({ chain }));
    const counts: number[] = [0];
    pool.sequelize.addHook("afterQuery", () => void (counts[0] = (counts[0] ?? 0) + 1));

    await append(audit, ...newEvents(2, { chain: one }));
    counts.push(counts[0] ?? 0);
    await append(audit, newEvent({ chain: one }), newEvent({ chain: other }));

    // Both chains: BEGIN, one each, and COMMIT.
    expect(counts).to.deep.equal([1 + 4, 1]);
    const archive = createAuditArchive({ sequelize: sequelize() });
    expect([(await rowsOf(archive, one)).length, (await rowsOf(archive, other)).length]).to.deep.equal([5, 3]);
    expect([await flawsOf(archive, one), await flawsOf(archive, other)]).to.deep.equal([[], []]);
    await pool.close();
  });

  it("that remember where they were find out that another process was there", async () => {
    const chain = newChain();
    const archive = createAuditArchive({ sequelize: sequelize() });
    const pools = [1, 2, 3].map(() => connectDatabase({ url: database?.url ?? "", poolSize: 2 }));
    const writers = pools.map((pool) => createDurableStores({ sequelize: pool.sequelize }).audit);

    for (let round = 0; round < 40; round += 1)
      await Promise.all(writers.map((audit) => append(audit, newEvent({ chain }), newEvent({ chain }))));

    expect(await rowsOf(archive, chain)).to.have.lengthOf(240);
    expect(await flawsOf(archive, chain)).to.deep.equal([]);
    await Promise.all(pools.map((pool) => pool.close()));
  });

  it("wait no longer for somebody who makes the same new chain", async () => {
    const chain = newChain();

    const [refusal, ms] = await stores().transaction(async ({ audit }) => {
      await append(audit, newEvent({ chain }));
      const began = performance.now();
      return [await append(otherStores().audit, newEvent({ chain })).catch(String), performance.now() - began] as const;
    });

    expect(refusal).to.include("lock timeout");
    expect(ms).to.be.lessThan(800);
  });

  it("leave the other work of a transaction when guarded, where the table is locked", async () => {
    const event = newEvent();
    let ms = Infinity;

    const refusal = await whileLocked(() =>
      otherStores().transaction(async ({ audit, grace }) => {
        const began = performance.now();
        const refused: unknown = await audit.append([event], linkOf, { isGuarded: true }).catch(String);
        ms = performance.now() - began;
        await grace.begin(event.id, 7);
        return refused;
      }),
    );

    expect(refusal).to.include("lock timeout");
    expect(ms).to.be.lessThan(600);
    expect(await ask(sequelize(), "SELECT FROM mfa_grace WHERE user_id = $1", [event.id])).to.have.lengthOf(1);
  });

  it("give the wait for locks back as it was, after a guarded row that was written", async () => {
    const after = await sequelize().transaction(async (transaction) => {
      await sequelize().query("SET LOCAL lock_timeout = '1234ms'", { transaction });
      const audit = createAuditStore({ sequelize: sequelize(), clock: systemClock, transaction });
      await audit.append([newEvent()], linkOf, { isGuarded: true });
      const [answer] = await sequelize().query("SHOW lock_timeout", { transaction });
      return answer;
    });

    expect(after).to.deep.equal({ lock_timeout: "1234ms" });
  });
});
