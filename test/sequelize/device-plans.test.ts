import type { DurableStores } from "@sallyport/core";
import { createDurableStores } from "@sallyport/sequelize";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { Sequelize } from "sequelize";
import { newMethod } from "../contract/durable-stores.ts";
import { newDevice, shownToken, worthOf } from "../contract/new-device.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

// A table that grows is read in another way one day, and its rows come in another order.
describe("Trusted devices, whichever way PostgreSQL reads its tables", () => {
  let database: TestDatabase | undefined;
  let byIndex: DurableStores;
  let byHeap: DurableStores;
  const opened: Sequelize[] = [];

  function connect(url: string, without: readonly string[]): DurableStores {
    const options = without.map((plan) => `-c enable_${plan}=off`).join(" ");
    const sequelize = new Sequelize(url, { logging: false, dialectOptions: { options } });
    opened.push(sequelize);
    return createDurableStores({ sequelize });
  }

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const url = database.url ?? expect.fail("a server has an address");
    byIndex = connect(url, ["seqscan", "bitmapscan"]);
    byHeap = connect(url, ["indexscan", "indexonlyscan", "bitmapscan"]);
  });
  after(async () => {
    for (const sequelize of opened) await sequelize.close();
    await database?.close();
  });

  it("are trusted with the same methods", async () => {
    const device = newDevice(randomUUID());
    for (const first of ["9", "5", "1"]) {
      const id = first + randomUUID().slice(1);
      await byIndex.methods.add(newMethod(device.userId, { id }), { maxPerType: 5 });
    }

    await byIndex.devices.trust(device, { max: 10, replaces: [] });

    expect(worthOf(await byHeap.devices.recognise(shownToken(device)))).to.equal("rotated");
  });

  it("are ended by two callers at once, who lock their rows in another order", async () => {
    const userId = randomUUID();
    for (let round = 0; round < 5; round += 1) {
      await trustMany(userId, 500);

      const ended = await Promise.all(
        [byIndex, byHeap].map((stores) => stores.devices.end(userId, "all", "mfa_reset")),
      );

      expect(ended.flat()).to.have.lengthOf(500);
    }
  });

  async function trustMany(userId: string, count: number): Promise<void> {
    await database?.sequelize.query(
      `INSERT INTO mfa_trusted_devices (id, user_id, name, device_type, trusted_by, family, token, stamp, factors, expires_at, created_at)
       SELECT gen_random_uuid(), $1, 'x', 'other', 'totp', gen_random_uuid(), 'x', 'x', '/', now() + interval '1 day', now() + n * interval '1 second'
         FROM generate_series(1, $2::int) AS n`,
      { bind: [userId, count] },
    );
  }
});
