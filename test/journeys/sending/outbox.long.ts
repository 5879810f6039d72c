import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { startCluster, type Cluster } from "../../support/cluster.ts";
import { postgresDatabase } from "../../support/databases.ts";
import { enroll } from "../../support/four-processes.ts";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { redisUrl } from "../../support/redis-servers.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";

/** Longer than a message stays with a process that has died, and the time between two looks at the outbox. */
const PATIENCE_SECONDS = 75;

describe("A notice, while processes die", function () {
  this.timeout(240_000);
  this.slow(200_000);
  let mails: MailServer;
  let cluster: Cluster | undefined;
  const opened: { close(): Promise<void> }[] = [];

  before(async function () {
    const database = requireServer(this, "PostgreSQL", await postgresDatabase());
    mails = await startMailServer();
    opened.push(database, mails);
    const servers = { databaseUrl: database.url ?? "", redisUrl: requireServer(this, "Redis", await redisUrl()) };
    cluster = await startCluster({ processes: 3, ...servers, smtpUrl: mails.url });
  });
  after(async () => {
    await cluster?.close();
    for (const each of opened) await each.close();
  });

  const sentTo = (id: string): number => mails.mails.filter(({ to }) => to.includes(`${id}@example.com`)).length;

  it("goes out once, whoever is killed with it in hand", async () => {
    const running = cluster ?? expect.fail("the processes did not start");
    mails.mode("hang");
    const people = [await enroll(running), await enroll(running), await enroll(running)];
    await Promise.all([0, 1, 2].map((process) => running.kill(process)));
    expect(people.map(({ id }) => sentTo(id))).to.deep.equal([0, 0, 0]);

    mails.mode("ok");
    const all = await worksWithin(PATIENCE_SECONDS, async () => people.every(({ id }) => sentTo(id) > 0));
    await sleep(12_000);

    expect(all).to.equal(true);
    expect(people.map(({ id }) => sentTo(id))).to.deep.equal([1, 1, 1]);
  });
});
