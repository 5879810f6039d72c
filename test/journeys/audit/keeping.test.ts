import { expect } from "chai";
import express5 from "express";
import { createAuditArchive, type AuditRow, type Verification } from "sallyport";
import { proofOf } from "../../../packages/core/src/audit/erasure.ts";
import { createKeyRing } from "../../../packages/core/src/secrets/key-ring.ts";
import { parseSecrets } from "../../../packages/core/src/secrets/parse-secret.ts";
import { closing } from "../../support/closing.ts";
import { SECRET, startApp, type TestApp } from "../../support/app.ts";
import { openTampering, type Tampering } from "../../support/tampering.ts";

const NEW_SECRET = "x3rTqVb8nLk1WcZ5yHs7dJf0gPm9aUe4oRi6tBvXQwM=";
const DAY = 86_400;

describe("A trail that is kept over years", function () {
  this.timeout(60_000);

  let trail: Tampering;

  const close = closing(afterEach);

  beforeEach(async function () {
    trail = await openTampering(this);
    close(() => trail.close());
  });

  const verify = (): Promise<Verification> => trail.app.mfa.audit.verify();

  async function rowsOf(type?: string): Promise<readonly AuditRow[]> {
    const rows: AuditRow[] = [];
    for await (const row of trail.app.mfa.audit.export({ type })) rows.push(row);
    return rows;
  }

  /** Another process of the same installation. */
  async function another(secret: readonly string[]): Promise<TestApp> {
    const { sequelize } = trail.database;
    const app = await startApp({ express: express5, sallyport: { sequelize, secret } });
    close(() => app.close());
    return app;
  }

  it("loses its attempts after 90 days, its events after a year, says so and verifies", async () => {
    const count = async (chain: string): Promise<number> =>
      (await rowsOf()).filter((row) => row.chain === chain).length;
    const [events, attempts] = [await count("events"), await count("attempts")];

    trail.app.clock.travel(91 * DAY);
    const first = await trail.app.mfa.audit.retain();
    const between = await verify();
    trail.app.clock.travel(366 * DAY);
    const second = await trail.app.mfa.audit.retain();

    expect(first).to.deep.equal({ events: 0, attempts });
    expect(second).to.deep.equal({ events: events + 1, attempts: 0 });
    expect((await rowsOf()).map(({ type, data }) => ({ type, data }))).to.deep.equal([
      { type: "audit_retained", data: second },
    ]);
    for (const result of [between, await verify()]) expect(result).to.include({ ok: true });
  });

  it("keeps rows that somebody has given an old time, so that nobody can have them deleted", async () => {
    const events = await trail.events();
    await trail.asAdmin("UPDATE security_events SET occurred_at = '2001-01-01' WHERE chain = 'events' AND seq <= 5");

    const retained = await trail.app.mfa.audit.retain();

    expect(retained).to.deep.equal({ events: 0, attempts: 0 });
    expect(await trail.events()).to.deep.equal(events);
    expect(await verify()).to.nested.include({ reason: "edited", "firstBad.id": events[0]?.id });
  });

  it("notes new keys once, verifies with both, and says which key is missing without the old one", async () => {
    const [app] = await Promise.all([another([NEW_SECRET, SECRET]), another([NEW_SECRET, SECRET])]);
    await another([NEW_SECRET, SECRET]);
    const without = await another([NEW_SECRET]);

    const [before] = await rowsOf();
    const [rotated, ...others] = await rowsOf("keys_rotated");

    expect(others).to.deep.equal([]);
    expect(rotated?.data["before"]).to.equal(before?.keyId);
    expect(await app.mfa.audit.verify()).to.include({ ok: true });
    expect(await without.mfa.audit.verify()).to.include({ ok: false, reason: "key_unknown", keyId: before?.keyId });
  });

  it("tells of an edit rather than of a key that is missing", async () => {
    const app = await another([NEW_SECRET, SECRET]);
    await app.mfa.record({ type: "policy_changed" });
    const [changed] = await rowsOf("policy_changed");
    await trail.asAdmin("UPDATE security_events SET severity = 'info' WHERE id = $1", [changed?.id]);
    const without = await another([NEW_SECRET]);

    const result = await without.mfa.audit.verify();

    expect(result).to.nested.include({ ok: false, reason: "edited", "firstBad.id": changed?.id });
  });

  it("verifies after an erasure with a proof, and with no other proof, and not with something filled in", async () => {
    const { keys } = parseSecrets([SECRET], "secret");
    const archive = createAuditArchive({ sequelize: trail.database.sequelize });
    const named = (await rowsOf()).filter(({ userId, chain }) => userId && chain === "events");
    const [first] = named;
    const [one, other] = named.filter(({ strand }) => strand === first?.strand).sort((a, b) => a.seq - b.seq);
    const pseudonym = "erased:9b7f3c1e";
    for (const row of [one, other])
      if (row) {
        const proof = proofOf(createKeyRing(keys), { id: row.id, part: "user", pseudonym, digest: row.userDigest });
        await archive.erase([{ id: row.id, part: "user", pseudonym, proof }]);
      }
    const erased = await verify();
    await trail.asAdmin(
      "UPDATE security_events SET user_erasure = (SELECT user_erasure FROM security_events WHERE id = $1) WHERE id = $2",
      [one?.id, other?.id],
    );
    const copied = await verify();
    await trail.asAdmin("UPDATE security_events SET note = 'they did it' WHERE id = $1", [one?.id]);

    expect(erased).to.include({ ok: true });
    expect(copied).to.nested.include({ reason: "erasure_unproved", "firstBad.id": other?.id });
    expect(await verify()).to.nested.include({ reason: "edited", "firstBad.id": one?.id });
  });

  it("verifies while four processes write and retention deletes", async () => {
    const { mfa } = trail.app;
    for (let lot = 0; lot < 10; lot += 1)
      await Promise.all(Array.from({ length: 250 }, () => mfa.record({ type: "session_created", userId: "somebody" })));
    const writers = await Promise.all([1, 2, 3, 4].map(() => another([SECRET])));
    for (const { clock } of [trail.app, ...writers]) clock.travel(400 * DAY);
    let writing = writers.length;
    const write = async ({ mfa: own }: TestApp): Promise<void> => {
      for (let round = 0; round < 60; round += 1) await own.record({ type: "session_created", userId: "somebody" });
      writing -= 1;
    };
    const results: Verification[] = [];
    const check = async (): Promise<void> => {
      while (writing > 0) results.push(await mfa.audit.verify());
    };

    const [retained] = await Promise.all([mfa.audit.retain(), ...writers.map(write), check(), check()]);

    expect(retained.events).to.be.above(2500);
    expect(results.filter(({ ok }) => !ok)).to.deep.equal([]);
    expect(await verify()).to.include({ ok: true });
  });
});
