import { createDurableStores } from "@sallyport/sequelize";
import type { DurableStores } from "@sallyport/core";
import { expect } from "chai";
import { adminReset } from "../contract/recovery-store.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { requireServer } from "../support/require-server.ts";

describe("Rows that somebody has written by hand", () => {
  let database: TestDatabase | undefined;
  let stores: DurableStores;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    stores = createDurableStores({ sequelize: database.sequelize });
  });
  after(() => database?.close());
  const failure = (work: Promise<unknown> | undefined): Promise<string> =>
    (work ?? Promise.resolve()).then(() => "nothing", String);

  for (const rule of ['{"mfa":"sometimes"}', '{"mfa":"off","unknown":1}', '{"mfa":"off","methods":["magic"]}', "{}"])
    it(`hold as no rule of the policy: ${rule}`, async () => {
      await database?.sequelize.query(
        "INSERT INTO mfa_policies (scope, rule, changed_at, changed_by) VALUES ('by-hand', $1::jsonb, now(), 'ada')",
        { bind: [rule] },
      );

      const listed = await failure(stores.policies.list());
      await stores.policies.remove("by-hand");

      expect(listed).to.include("rule");
    });

  for (const [what, change] of [
    ["carry out what waits for its approval", "executed_at = now()"],
    ["give what waits for its approval a time", "effective_at = now()"],
    ["let those who ask approve", "approved_by = 'ada', effective_at = now()"],
    ["complete what was not carried out", "completed_at = now()"],
    ["make a link for what was not carried out", "link_hash = 'x', link_expires_at = now()"],
    ["cancel without a name", "cancelled_at = now()"],
  ] as const)
    it(`do not ${what}`, async () => {
      await stores.recoveries.request(adminReset("mallory", { needsApproval: true }));

      const refusal = await failure(
        database?.sequelize.query(`UPDATE mfa_recoveries SET ${change} WHERE cancelled_at IS NULL`),
      );

      expect(refusal).to.include("check constraint");
    });

  it("open no second recovery of one user", async () => {
    const { recovery } = await stores.recoveries.request(adminReset("eve"));
    await stores.recoveries.request(adminReset("eve"));

    const refusal = await failure(
      database?.sequelize.query("UPDATE mfa_recoveries SET cancelled_at = NULL, cancelled_by = NULL WHERE id = $1", {
        bind: [recovery.id],
      }),
    );

    expect(refusal).to.include("Validation error");
  });
});
