import { expect } from "chai";
import express from "express";
import { setTimeout as sleep } from "node:timers/promises";
import { closing } from "../../support/closing.ts";
import { startApp, type TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson } from "../../support/browser.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { requireServer } from "../../support/require-server.ts";
import { isSigned, startReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../../support/webhook-receiver.ts";

const NEXT_SECRET = "the next secret, of more than 32 characters";

describe("Webhooks", function () {
  this.timeout(30_000);
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let app: TestApp;

  const open = (webhooks: readonly object[]): Promise<TestApp> =>
    startApp({ express, sallyport: { sequelize: database.sequelize, ...({ audit: { webhooks } } as object) } });
  const deliver = async ({ mfa }: TestApp): Promise<void> => {
    await mfa.audit.flush();
    await mfa.webhooks.flush();
  };

  const close = closing(after);

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    close(() => database.close());
    receiver = await startReceiver();
    close(() => receiver.close());
    const secret = WEBHOOK_SECRET;
    app = await open([
      { name: "all", url: `${receiver.url}/all`, secret },
      { name: "some", url: `${receiver.url}/some`, secret, types: ["mfa_enabled", "app.paid"] },
    ]);
    close(() => app.close());
  });
  beforeEach(() => {
    receiver.mode(204);
  });

  it("post every event once, signed, to each that wants it", async () => {
    const { person } = await signedInPerson(app);

    await deliver(app);

    const rows = (await app.mfa.audit.find({ userId: person.id })).entries;
    const posted = receiver.of(person.id);
    expect(posted.map(({ id, entry }) => [id, entry.type])).to.have.deep.members([
      ...rows.map(({ id, type }) => [id, type]),
      ...rows.filter(({ type }) => type === "mfa_enabled").map(({ id, type }) => [id, type]),
    ]);
    for (const each of posted) expect(isSigned(each, app.clock.now(), WEBHOOK_SECRET)).to.equal(true);
  });

  it("carry what the trail shows, and neither salts nor links", async () => {
    const { person } = await signedInPerson(app);

    await deliver(app);

    const [posted] = receiver.of(person.id, "mfa_enabled");
    const [entry] = (await app.mfa.audit.find({ userId: person.id, type: "mfa_enabled" })).entries;
    expect(posted?.raw).to.equal(
      JSON.stringify({ type: "mfa_enabled", timestamp: entry?.at.toISOString(), data: entry }),
    );
    expect(posted?.headers).to.include({ "content-type": "application/json", "webhook-id": entry?.id });
  });

  it("go out by themselves", async () => {
    const { person } = await signedInPerson(app);

    await sleep(1500);

    expect(receiver.of(person.id, "sign_in_completed")).to.have.length.above(0);
  });

  for (const mode of [500, 404, 301, 307, "endless"] as const)
    it(`try again later where the answer is ${String(mode)}, under the same id`, async () => {
      receiver.mode(mode);
      const { person } = await signedInPerson(app);
      await deliver(app);
      await app.mfa.webhooks.flush();
      const before = receiver.of(person.id, "mfa_enabled");

      receiver.mode(204);
      app.clock.travel(10);
      await app.mfa.webhooks.flush();
      await app.mfa.webhooks.flush();

      const ids = receiver.of(person.id, "mfa_enabled").map(({ id }) => id);
      // Two webhooks; an answer that has no end was one all the same.
      expect([before.length, ids.length, new Set(ids).size]).to.deep.equal([2, mode === "endless" ? 2 : 4, 1]);
      expect(receiver.received.every(({ headers }) => !headers.referer)).to.equal(true);
    });

  it("are signed under both secrets while one is changed", async () => {
    // A name of its own: whatever has the same name in another process posts it as well.
    const secret = [NEXT_SECRET, WEBHOOK_SECRET];
    const rotating = await open([{ name: "rotating", url: `${receiver.url}/rotating`, secret }]);
    const { person } = await signedInPerson(rotating);

    await deliver(rotating);
    await rotating.close();

    const [posted] = receiver.of(person.id);
    const signed = [WEBHOOK_SECRET, NEXT_SECRET, "some other secret, of 32 and more"].map(
      (secret) => posted && isSigned(posted, rotating.clock.now(), secret),
    );
    expect(signed).to.deep.equal([true, true, false]);
  });

  it("delay no request while a receiver hangs, and give up waiting after five seconds", async () => {
    receiver.mode("hang");
    const waiting = await signedInPerson(app);
    await app.mfa.audit.flush();
    const startedAt = performance.now();
    const flushed = app.mfa.webhooks.flush().then(() => performance.now() - startedAt);

    const signInAt = performance.now();
    const other = await openBrowser(app).login();
    const tookMs = performance.now() - signInAt;

    expect(other.status).to.equal(200);
    expect(tookMs).to.be.below(1000);
    expect(await flushed).to.be.within(4500, 12_000);
    expect(receiver.of(waiting.person.id)).not.to.deep.equal([]);
  });

  it("of what was not done are not posted", async () => {
    const { person } = await signedInPerson(app);
    await deliver(app);
    const before = receiver.of(person.id).length;
    await database.sequelize.query("ALTER TABLE audit_deliveries RENAME TO audit_deliveries_gone");

    const refused = await openBrowser(app, person).login();
    await database.sequelize.query("ALTER TABLE audit_deliveries_gone RENAME TO audit_deliveries");
    await deliver(app);

    expect([refused.status, receiver.of(person.id).length]).to.deep.equal([503, before]);
  });
});
