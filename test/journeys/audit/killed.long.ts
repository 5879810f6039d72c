import { expect } from "chai";
import { QueryTypes, type Sequelize } from "sequelize";
import { setTimeout as sleep } from "node:timers/promises";
import { startCluster, type Answer, type Cluster, type Jar } from "../../support/cluster.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { enroll } from "../../support/four-processes.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";

const PEOPLE = 100;
const CODES = 10;

/** Then what is left is done in peace. */
const MOST_KILLS = 25;

describe("Two processes that are killed at random during 1 000 verifications (M4)", function () {
  this.timeout(600_000);
  let database: TestDatabase | undefined;
  let cluster: Cluster | undefined;

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    const redis = requireServer(this, "Redis", await redisUrl());
    cluster = await startCluster({ processes: 2, databaseUrl: database.url ?? "", redisUrl: redis });
    await countClaims(database.sequelize);
  });
  after(async () => {
    await cluster?.close();
    await database?.close();
  });

  it("have recorded each code that was used up, and none that was not", async () => {
    const running = cluster ?? expect.fail("the processes did not start");
    const { sequelize } = database ?? expect.fail("there is no database");
    const people = [];
    while (people.length < PEOPLE) people.push(await enroll(running));
    const before = await figures(sequelize);

    const killing = killUntilStopped(running);
    const granted = await useAll(running, people);
    const kills = await killing.stop();

    const after = await figures(sequelize);
    const [claimed, recorded] = [after.claimed - before.claimed, after.recorded - before.recorded];
    expect(recorded, `${String(kills)} kills`).to.equal(claimed);
    expect(kills).to.be.above(10);
    // An answer that was given has its row; a row may be of an answer that was lost.
    expect(claimed).to.be.within(granted, PEOPLE * CODES);
    expect(granted).to.be.above(PEOPLE * (CODES - 1));
    expect(after.broken).to.equal(0);
  });
});

/** Counts, in the transaction of each claim and whatever the app says of it, what was used up. */
async function countClaims(sequelize: Sequelize): Promise<void> {
  await sequelize.query("CREATE TABLE claims (id uuid NOT NULL)");
  await sequelize.query(`CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO claims VALUES (NEW.id); RETURN NEW; END $$`);
  await sequelize.query(`CREATE TRIGGER note_claim AFTER UPDATE OF used_at ON mfa_backup_codes
    FOR EACH ROW WHEN (OLD.used_at IS NULL AND NEW.used_at IS NOT NULL) EXECUTE FUNCTION note_claim()`);
}

interface Figures {
  readonly claimed: number;
  readonly recorded: number;
  /** Rows whose strand has a gap before them. */
  readonly broken: number;
}

async function figures(sequelize: Sequelize): Promise<Figures> {
  const [row] = await sequelize.query<Figures>(
    `SELECT (SELECT count(*) FROM claims)::int AS claimed,
            (SELECT count(*) FROM security_events
              WHERE type = 'mfa_challenge_succeeded' AND method_type = 'backup_code')::int AS recorded,
            (SELECT count(*) FROM (SELECT seq - lag(seq, 1, 0::bigint) OVER (PARTITION BY chain, strand ORDER BY seq) AS step
               FROM security_events) AS steps WHERE step <> 1)::int AS broken`,
    { type: QueryTypes.SELECT },
  );
  return row ?? expect.fail("no figures");
}

type Enrolled = Awaited<ReturnType<typeof enroll>>;

/** A sign-in with every code, ten people at a time, until somebody answers; how many answers said that it was right. */
async function useAll(cluster: Cluster, people: readonly Enrolled[]): Promise<number> {
  const left = people.values();
  let granted = 0;
  const each = Array.from({ length: 10 }, async (_, lane) => {
    for (const { id, backupCodes } of left)
      for (const code of backupCodes) {
        const isIn = await signsIn(cluster, { id, code, lane });
        granted += Number(isIn);
      }
  });
  await Promise.all(each);
  return granted;
}

/** Begun anew after a kill: of a code that was used up before, the answer is no. */
async function signsIn(
  cluster: Cluster,
  { id, code, lane }: { readonly id: string; readonly code: string; readonly lane: number },
): Promise<boolean> {
  let answer: Answer | undefined;
  for (let turn = 0; turn < 3000; turn += 1) {
    answer = await tryCode(cluster.jar(lane + turn), { id, code }).catch(() => undefined);
    if (answer?.status === 200 || answer?.body["code"] === "ERR-MFA-INVALID") return answer.status === 200;
    await sleep(100);
  }
  return expect.fail(`nobody answers any more but with ${JSON.stringify(answer)}`);
}

async function tryCode(jar: Jar, { id, code }: { readonly id: string; readonly code: string }): Promise<Answer> {
  await jar.post(`/login/${id}`);
  return jar.post("/api/v1/mfa/verify/backup", { code });
}

/** Each process lives for a moment, and comes back. */
function killUntilStopped(cluster: Cluster): { stop(): Promise<number> } {
  let isStopped = false;
  let kills = 0;
  async function killAgain(process: number): Promise<void> {
    while (!isStopped && kills < MOST_KILLS) {
      await sleep(50 + Math.random() * 1200);
      await cluster.kill(process);
      kills += 1;
    }
  }
  const done = Promise.all([killAgain(0), killAgain(1)]);
  return {
    stop: async () => {
      isStopped = true;
      await done;
      return kills;
    },
  };
}
