import { SallyportConfigError } from "@sallyport/core";
import { createDurableStores, migrate, pendingMigrations } from "@sallyport/sequelize";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { QueryTypes } from "sequelize";
import { newMethod } from "../contract/durable-stores.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

describe("The migrations on PostgreSQL", () => {
  let database: TestDatabase | undefined;

  beforeEach(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase({ isEmpty: true }));
  });
  afterEach(() => database?.close());
  const sequelize = (): TestDatabase["sequelize"] => database?.sequelize ?? expect.fail("no database");

  it("run once each, although ten start at once", async () => {
    const before = await pendingMigrations(sequelize());

    await Promise.all(Array.from({ length: 10 }, () => migrate(sequelize())));

    const rows = await sequelize().query<{ name: string }>("SELECT name FROM mfa_migrations ORDER BY name", {
      type: QueryTypes.SELECT,
    });
    expect(before).to.include("0001-methods");
    expect(rows.map(({ name }) => name)).to.deep.equal(before);
    expect(await pendingMigrations(sequelize())).to.deep.equal([]);
  });

  it("refuse a database that a newer release has been at", async () => {
    await migrate(sequelize());
    await sequelize().query("INSERT INTO mfa_migrations (name) VALUES ('9999-from-the-future')");

    const error: unknown = await migrate(sequelize()).catch((refusal: unknown) => refusal);

    expect(error).to.be.instanceOf(SallyportConfigError).with.property("code", "CONFIG-SCHEMA-UNKNOWN");
    expect(String(error)).to.include("9999-from-the-future");
  });

  it("keep updated_at by the database, whoever writes", async () => {
    await migrate(sequelize());
    const method = newMethod(randomUUID());
    await createDurableStores({ sequelize: sequelize() }).methods.add(method, { maxPerType: 5 });

    await sequelize().query("UPDATE mfa_methods SET name = 'x', updated_at = '2000-01-01'");

    const [row] = await sequelize().query<{ newer: boolean }>(
      "SELECT updated_at > created_at AS newer FROM mfa_methods",
      { type: QueryTypes.SELECT },
    );
    expect(row).to.deep.equal({ newer: true });
  });

  for (const [what, statement] of [
    ["a type that there is not", "UPDATE mfa_methods SET type = 'magic'"],
    ["an empty name", "UPDATE mfa_methods SET name = ''"],
    ["a step before the first", "UPDATE mfa_methods SET last_used_step = -2"],
    ["nobody's method", "UPDATE mfa_methods SET user_id = ''"],
  ] as const)
    it(`let the database refuse ${what}`, async () => {
      await migrate(sequelize());
      await createDurableStores({ sequelize: sequelize() }).methods.add(newMethod(randomUUID()), { maxPerType: 5 });

      const error: unknown = await sequelize()
        .query(statement)
        .catch((refusal: unknown) => refusal);

      expect(String(error)).to.include("check constraint");
    });
});
