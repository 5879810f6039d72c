import { expect } from "chai";
import express from "express";
import { randomUUID } from "node:crypto";
import { closing } from "../../support/closing.ts";
import { startApp, type TestApp } from "../../support/app.ts";
import { signedInPerson } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { startProgram, type Program } from "../../support/program.ts";
import { requireServer } from "../../support/require-server.ts";
import { worksWithin } from "../../support/until.ts";
import { startReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../../support/webhook-receiver.ts";

const EVENTS = 25;

describe("Webhooks, when things break", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let app: TestApp;

  const deliver = async ({ mfa }: TestApp): Promise<void> => {
    await mfa.audit.flush();
    await mfa.webhooks.flush();
  };
  const start = (userId: string): Promise<Program> =>
    startProgram({
      file: "test/support/webhook-server.ts",
      env: {
        ...{ DATABASE_URL: database.url, REDIS_URL: undefined, TEST_USER: userId, TEST_EVENTS: String(EVENTS) },
        TEST_WEBHOOK_URL: receiver.url,
      },
      ready: "recorded",
    });

  const close = closing(afterEach);

  beforeEach(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    close(() => database.close());
    receiver = await startReceiver();
    close(() => receiver.close());
    const webhooks = [{ name: "all", url: receiver.url, secret: WEBHOOK_SECRET }];
    app = await startApp({ express, sallyport: { sequelize: database.sequelize, audit: { webhooks } } });
    close(() => app.close());
  });

  /** Every wait there is, one after the other: some three days. */
  async function wearOut(): Promise<void> {
    for (let attempt = 0; attempt < 25; attempt++) {
      await deliver(app);
      app.clock.travel(18 * 3600);
    }
  }

  it("come again, under the same id, after a process was killed with them in hand", async () => {
    receiver.mode("hang");
    const userId = randomUUID();
    const program = await start(userId);
    await worksWithin(10, () => Promise.resolve(receiver.of(userId).length > 0));
    await program.kill();
    const inHand = receiver.of(userId).map(({ id }) => id);

    receiver.mode(204);
    app.clock.travel(31);
    await deliver(app);

    const ids = receiver.of(userId).map(({ id }) => id);
    expect(inHand).not.to.deep.equal([]);
    expect(new Set(ids).size).to.equal(EVENTS);
    for (const id of inHand) expect(ids.filter((other) => other === id)).to.have.length(2);
  });

  it("are shared by processes: each event is posted by one of them", async () => {
    const users = [randomUUID(), randomUUID()];
    const programs = await Promise.all(users.map(start));
    const all = (): readonly string[] => users.flatMap((id) => receiver.of(id)).map(({ id }) => id);

    await worksWithin(10, () => Promise.resolve(all().length >= 2 * EVENTS));
    await Promise.all(programs.map((program) => program.stop()));

    expect([all().length, new Set(all()).size]).to.deep.equal([2 * EVENTS, 2 * EVENTS]);
  });

  it("arrive once the receiver is there again", async () => {
    const { port } = new URL(receiver.url);
    await receiver.close();
    const { person } = await signedInPerson(app);
    await deliver(app);

    receiver = await startReceiver(Number(port));
    app.clock.travel(10);
    await deliver(app);

    expect(receiver.of(person.id, "mfa_enabled")).to.have.length(1);
  });

  it("are given up after three days, seen as dead letters, told of, and posted again on demand", async () => {
    receiver.mode(500);
    const { person } = await signedInPerson(app);
    await wearOut();
    const letters = (await app.mfa.webhooks.deadLetters()).filter(({ type }) => type === "mfa_enabled");
    const told = (await app.mfa.audit.find({ type: "webhook_abandoned" })).entries;

    receiver.mode(204);
    const count = await app.mfa.webhooks.redeliver({ webhook: "all", eventId: letters[0]?.eventId ?? "" });
    await deliver(app);

    expect(letters).to.have.length(1);
    expect(letters[0]).to.include({ webhook: "all", attempts: 19, lastError: "status 500" });
    expect(told.map(({ data }) => data["eventId"])).to.include(letters[0]?.eventId);
    expect([count, receiver.of(person.id, "mfa_enabled").length]).to.deep.equal([1, 20]);
    // The news of it does not go to whoever would not take it.
    expect(receiver.received.filter(({ type }) => type === "webhook_abandoned")).to.deep.equal([]);
  });

  it("are forgotten after 90 days, but for those that are still to be posted", async () => {
    receiver.mode(500);
    await app.mfa.record({ type: "app.old" });
    await wearOut();
    await app.mfa.record({ type: "app.new" });
    await app.mfa.audit.flush();
    app.clock.travel(91 * 24 * 3600);

    const count = await app.mfa.webhooks.cleanUp();

    receiver.mode(204);
    await deliver(app);
    expect([count > 0, await app.mfa.webhooks.deadLetters()]).to.deep.equal([true, []]);
    expect(receiver.received.at(-1)?.type).to.equal("app.new");
  });
});
