import type { AuditFilter } from "@sallyport/core";
import { connectDatabase } from "@sallyport/sequelize";
import { expect } from "chai";
import { pageOf, type EventPage } from "../../packages/sequelize/src/stores/event-pages.ts";
import { ask } from "../contract/new-event.ts";
import { postgresDatabase, type TestDatabase } from "../support/databases.ts";
import { MADE, makeManyEvents } from "../support/many-events.ts";
import { requireServer } from "../support/require-server.ts";

const EVENTS = 200_000;
const { bigTenant, bigType, bigUser } = MADE;

const FILTERS: Readonly<Record<string, AuditFilter>> = {
  "no filter": {},
  "a time": { from: new Date("2026-01-01"), to: new Date("2026-02-01") },
  "a type": { type: bigType },
  "a rare type": { type: MADE.rareType },
  "a severity": { severity: "warning" },
  "the usual severity": { severity: "info" },
  failures: { outcome: "failure" },
  successes: { outcome: "success" },
  "a user": { userId: "user-12345" },
  "a user with many": { userId: bigUser },
  "an actor": { actorId: MADE.actor },
  "a tenant": { tenantId: MADE.smallTenant },
  "a tenant with many": { tenantId: bigTenant },
  "a type and an outcome that it never has": { type: bigType, outcome: "failure" },
  "a tenant and a type": { tenantId: bigTenant, type: bigType },
  "a tenant and a type that it never has": { tenantId: bigTenant, type: "mfa_disabled" },
  "a tenant and its critical events": { tenantId: bigTenant, severity: "critical" },
  "a tenant and a severity that it has once in a while": { tenantId: bigTenant, severity: "notice" },
};

/** Blocks of 8 KB: 50 rows from anywhere, the way to each, and the walks. */
const MOST_BLOCKS = 500;

describe(`Pages of ${String(EVENTS)} events on PostgreSQL`, function () {
  this.timeout(120_000);
  let database: TestDatabase | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    // A machine that does something else as well takes its time for so many.
    const patient = connectDatabase({ url: database.url ?? "", poolSize: 1, statementSeconds: 100 });
    await makeManyEvents(patient.sequelize, EVENTS);
    await patient.close();
  });
  after(() => database?.close());

  async function explain(page: EventPage): Promise<{ readonly plan: string; readonly blocks: number }> {
    const { statement, values } = pageOf(page);
    const text = `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) ${statement}`;
    const lines = await ask(database?.sequelize ?? expect.fail("no database"), text, values);
    const plan = lines.map((line) => String(line["QUERY PLAN"])).join("\n");
    const [, hit = "0", , read = "0"] = /Buffers: shared(?: hit=(\d+))?( read=(\d+))?/.exec(plan) ?? [];
    return { plan, blocks: Number(hit) + Number(read) };
  }

  for (const [what, filter] of Object.entries(FILTERS))
    for (const order of ["DESC", "ASC"] as const)
      it(`are read from an index in its order: ${what}, ${order === "DESC" ? "newest" : "oldest"} first`, async () => {
        const behind = { at: new Date("2026-01-15"), id: "0197f000-0000-7000-8000-000000000000" };

        const pages = [
          await explain({ filter, limit: 50, behind: undefined, order }),
          await explain({ filter, limit: 50, behind, order }),
        ];

        for (const { plan, blocks } of pages) {
          // The one sort that there may be is that of the 50.
          expect(plan).to.not.match(/Seq Scan|Bitmap/);
          expect(plan.match(/Sort Key/g)?.length ?? 0, plan).to.be.at.most(plan.includes("Merge Append") ? 2 : 1);
          expect(blocks, plan).to.be.lessThan(MOST_BLOCKS);
        }
      });
});
