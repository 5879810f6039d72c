import type { AuditFilter, DurableStores, MakeLink, NewAuditRow } from "@sallyport/core";
import { connectDatabase, createDurableStores } from "@sallyport/sequelize";
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { MADE, makeManyEvents } from "../test/support/many-events.ts";
import { latencyOf, measureLanes, type LaneFigures, type Latency } from "./lanes.ts";

type Audit = DurableStores["audit"];

/** How long is written, and how much there is to read. */
export interface AuditPlan {
  readonly databaseUrl: string;
  readonly seconds: number;
  readonly rows: number;
  /** Pages of each kind. */
  readonly pages: number;
}

/** Rows that so many writers have added, one at a time. */
export interface AppendFigures extends LaneFigures {
  readonly writers: number;
  readonly statementsEach: number;
}

/** Appends of 1, 4 and 16 writers, and what they are measured against: rows without a chain, on the same table. */
export async function measureAppends({ databaseUrl, seconds }: AuditPlan): Promise<{
  readonly bare: readonly AppendFigures[];
  readonly chained: readonly AppendFigures[];
}> {
  const { sequelize, close } = connectDatabase({ url: databaseUrl, poolSize: 16, connectSeconds: 5 });
  const { audit } = createDurableStores({ sequelize });
  let statements = 0;
  sequelize.addHook("afterQuery", () => {
    statements += 1;
  });
  let seq = 1e9;
  const bare = async (): Promise<void> => {
    seq += 1;
    await sequelize.query(
      `INSERT INTO security_events (id, chain, strand, seq, type, occurred_at, severity, outcome, user_id, data, user_salt,
         actor_salt, user_digest, actor_digest, link, key_id)
       VALUES ($1, 'bare', 0, $2, $3, now(), 'info', 'success', $4, '{}', $5, $5, $6, $6, $6, 'k1')`,
      { bind: [randomUUID(), seq, "sign_in_completed", randomUUID(), SALT, DIGEST] },
    );
  };
  const chained = (): Promise<void> => audit.append([newRow()], linkOf);

  const measure = async (call: () => Promise<void>, writers: number): Promise<AppendFigures> => {
    statements = 0;
    let calls = 0;
    const counted = (): Promise<void> => {
      calls += 1;
      return call();
    };
    const lanes = await measureLanes(counted, { seconds, inFlight: writers });
    return { writers, ...lanes, statementsEach: statements / calls };
  };
  const figures: { bare: AppendFigures[]; chained: AppendFigures[] } = { bare: [], chained: [] };
  await measure(chained, 4);
  for (const writers of [1, 4, 16]) {
    figures.bare.push(await measure(bare, writers));
    figures.chained.push(await measure(chained, writers));
  }
  await close();
  return figures;
}

const SALT = randomBytes(16).toString("base64url");
const DIGEST = randomBytes(32).toString("base64url");

function newRow(): NewAuditRow {
  return {
    ...{ id: randomUUID(), chain: "events", type: "sign_in_completed", at: new Date(), severity: "info" },
    ...{ outcome: "success", tenantId: null, userId: randomUUID(), actorId: null, methodType: null, methodId: null },
    ...{ sessionId: null, reason: null, note: null, ip: null, ipHash: null, browser: null, os: null, deviceType: null },
    ...{ userAgent: null, requestId: null, data: {}, userSalt: SALT, actorSalt: SALT },
    ...{ userDigest: DIGEST, actorDigest: DIGEST },
  };
}

const linkOf: MakeLink = (row, place, previous) => ({
  link: createHmac("sha256", SALT)
    .update(JSON.stringify([row, place, previous]))
    .digest("base64url"),
  keyId: "k1",
});

/** A number from 0 up to this. */
const any = (count: number): string => String(Math.floor(Math.random() * count));

const ONE_OF_MANY: Readonly<Record<string, () => AuditFilter>> = {
  "no filter": () => ({}),
  type: () => ({ type: `app.type_${any(40)}` }),
  "a rare type": () => ({ type: MADE.rareType }),
  "severity: warning": () => ({ severity: "warning" }),
  "severity: critical": () => ({ severity: "critical" }),
  "outcome: failure": () => ({ outcome: "failure" }),
  user: () => ({ userId: `user-${any(500_009)}` }),
  "user with 2 % of all rows": () => ({ userId: MADE.bigUser }),
  actor: () => ({ actorId: `admin-${any(20)}` }),
  tenant: () => ({ tenantId: `tenant-${any(5003)}` }),
  "tenant with 10 % of all rows": () => ({ tenantId: MADE.bigTenant }),
  "type and an outcome it never has": () => ({ type: MADE.bigType, outcome: "failure" }),
  "tenant and failure": () => ({ tenantId: MADE.bigTenant, outcome: "failure" }),
  "tenant and critical": () => ({ tenantId: MADE.bigTenant, severity: "critical" }),
  "tenant and type": () => ({ tenantId: MADE.bigTenant, type: MADE.bigType }),
  "user and type": () => ({ userId: `user-${any(500_009)}`, type: MADE.bigType }),
};

/** Pages of each kind before it counts: a statement that is new has to be compiled and planned, a block to be read. */
const WARM_UP = 50;

/** Pages of 50 at so many rows, by the filter; half of them from the newest on, half behind any instant. */
export async function measurePages({
  databaseUrl,
  rows,
  pages,
}: AuditPlan): Promise<Readonly<Record<string, Latency>>> {
  const slow = connectDatabase({ url: databaseUrl, poolSize: 1, statementSeconds: 1200 });
  await slow.sequelize.query("SET synchronous_commit = off");
  await makeManyEvents(slow.sequelize, rows);
  // Otherwise the disk is at work with what was made for minutes yet.
  await slow.sequelize.query("CHECKPOINT");
  await slow.close();
  const { sequelize, close } = connectDatabase({ url: databaseUrl, poolSize: 1, statementSeconds: 30 });
  const { audit } = createDurableStores({ sequelize });
  const figures: Record<string, Latency> = {};
  for (const [name, filterOf] of Object.entries(ONE_OF_MANY)) {
    const latencies: number[] = [];
    for (let page = 0; page < WARM_UP; page += 1) await readPage(audit, filterOf(), page % 2 === 1);
    for (let page = 0; page < pages; page += 1) latencies.push(await readPage(audit, filterOf(), page % 2 === 1));
    figures[name] = latencyOf(latencies);
  }
  await close();
  return figures;
}

async function readPage(audit: Audit, filter: AuditFilter, isBehind: boolean): Promise<number> {
  const span = MADE.to.getTime() - MADE.from.getTime();
  const before = { at: new Date(MADE.from.getTime() + Math.random() * span), id: randomUUID() };
  const began = performance.now();
  await audit.find(filter, { limit: 50, before: isBehind ? before : undefined });
  return performance.now() - began;
}
