import { createAuditArchive, createDurableStores } from "@sallyport/sequelize";
import { expect } from "chai";
import { append, ask, flawsOf, newChain, newEvents, rowsOf } from "../contract/new-event.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";
import { worksWithin } from "../support/until.ts";

describe("Retention of the audit trail on PostgreSQL", function () {
  this.timeout(30_000);
  let database: TestDatabase | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
  });
  after(() => database?.close());

  it("moves the floor forward only, where two delete at once", async () => {
    const { sequelize } = database ?? expect.fail("no database");
    const archive = createAuditArchive({ sequelize });
    const chain = newChain();
    await append(createDurableStores({ sequelize }).audit, ...newEvents(5, { chain }));
    const [, , third, , fifth] = await rowsOf(archive, chain);
    if (!third || !fifth) throw new Error("five were written");
    const waiting = async (count: number): Promise<boolean> => {
      const text = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return (await ask(sequelize, text)).length === count;
    };

    const deleting = await sequelize.transaction(async (transaction) => {
      await sequelize.query("SET LOCAL idle_in_transaction_session_timeout = 0", { transaction });
      await sequelize.query("SELECT FROM audit_strands WHERE chain = $1 FOR UPDATE", { bind: [chain], transaction });
      const all = archive.retain(fifth, "five");
      expect(await worksWithin(3, () => waiting(1))).to.equal(true);
      const some = archive.retain(third, "three");
      expect(await worksWithin(3, () => waiting(2))).to.equal(true);
      return [all, some];
    });

    expect(await Promise.all(deleting)).to.deep.equal([5, 0]);
    expect((await archive.strands()).find((each) => each.chain === chain && each.seq > 0)?.floor.seq).to.equal(5);
    expect(await flawsOf(archive, chain)).to.deep.equal([]);
  });
});
