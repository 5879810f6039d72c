import { expect } from "chai";
import type { AuditCheckpoint, Verification } from "sallyport";
import { closing } from "../../support/closing.ts";
import { openTampering, type Placed, type Tampering } from "../../support/tampering.ts";

/** What each column of a row is changed to, and what the verifier says of it. */
const EDITS: Readonly<Record<string, readonly [value: string, reason: string]>> = {
  id: ["gen_random_uuid()", "edited"],
  type: ["'sign_out'", "edited"],
  occurred_at: ["occurred_at - interval '1 ms'", "edited"],
  severity: ["'critical'", "edited"],
  outcome: ["'failure'", "edited"],
  tenant_id: ["'another'", "edited"],
  method_type: ["'password'", "edited"],
  reason: ["'because'", "edited"],
  user_id: ["'somebody-else'", "edited"],
  method_id: ["'another'", "edited"],
  session_id: ["'another'", "edited"],
  note: ["'added'", "edited"],
  data: [`'{"added":true}'`, "edited"],
  actor_id: ["'admin'", "edited"],
  ip: ["'198.51.100.*'", "edited"],
  ip_hash: ["'another'", "edited"],
  browser: ["'Another'", "edited"],
  os: ["'Another'", "edited"],
  device_type: ["'phone'", "edited"],
  user_agent: ["'another'", "edited"],
  request_id: ["'another'", "edited"],
  user_salt: ["'AAAAAAAAAAAAAAAAAAAAAA'", "edited"],
  actor_salt: ["'AAAAAAAAAAAAAAAAAAAAAA'", "edited"],
  user_digest: ["actor_digest", "edited"],
  actor_digest: ["user_digest", "edited"],
  link: ["user_digest", "edited"],
  key_id: ["'another'", "key_unknown"],
  chain: ["'events:another'", "missing"],
  strand: ["strand + 7", "missing"],
  seq: ["seq + 1000", "missing"],
};

/** They say when the row was made and changed in this database; nothing reads them, and a copy of the trail has others. */
const NOT_COVERED = ["created_at", "updated_at"];

/** They are changed together with their salts, below. */
const TOGETHER = ["user_erasure", "actor_erasure"];

const TABLES = ["security_events", "audit_strands"] as const;

describe("The verifier, against somebody with the database", function () {
  this.timeout(60_000);

  let trail: Tampering;
  let rows: readonly Placed[];
  let checkpoint: AuditCheckpoint;

  const close = closing(after);

  before(async function () {
    trail = await openTampering(this);
    close(() => trail.close());
    rows = await trail.events();
    checkpoint = await trail.app.mfa.audit.checkpoint();
  });
  afterEach(() => trail.restore());

  const at = (index: number): Placed => rows.at(index) ?? expect.fail("no such row");
  const verify = (): Promise<Verification> => trail.app.mfa.audit.verify();
  const change = (statement: string, row: Placed): Promise<void> =>
    trail.asAdmin(`${statement} WHERE id = $1`, [row.id]);

  function expectBad(result: Verification, reason: string, { chain, strand, seq }: Omit<Placed, "id">): void {
    expect(result).to.deep.include({ ok: false, reason });
    expect(result).to.nested.include({ "firstBad.chain": chain, "firstBad.strand": strand, "firstBad.seq": seq });
  }

  it("has nothing to say of a trail that nobody touched, with a checkpoint or without", async () => {
    const results = [await verify(), await trail.app.mfa.audit.verify({ checkpoint })];

    for (const result of results) expect(result).to.deep.include({ ok: true, strands: 32 });
    expect(results[0]?.rows).to.be.above(20);
  });

  it("knows every column of the table", async () => {
    const [columns] = await trail.database.sequelize.query(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'security_events'",
    );

    const names = (columns as readonly { column_name: string }[]).map(({ column_name }) => column_name);
    expect(names).to.have.members([...Object.keys(EDITS), ...NOT_COVERED, ...TOGETHER]);
  });

  for (const [column, [value, reason]] of Object.entries(EDITS))
    it(`names the row whose ${column} was edited`, async () => {
      await change(`UPDATE security_events SET ${column} = ${value}`, at(5));

      expectBad(await verify(), reason, at(5));
    });

  for (const [name, index] of Object.entries({ "in the middle": 5, "at the beginning": 0 }))
    it(`names the row that was deleted ${name}`, async () => {
      await change("DELETE FROM security_events", at(index));

      expectBad(await verify(), "missing", at(index));
    });

  it("names the first of two rows that have changed places", async () => {
    for (const [row, seq] of [
      [at(4), 9000],
      [at(7), at(4).seq],
      [at(4), at(7).seq],
    ] as const)
      await trail.asAdmin("UPDATE security_events SET seq = $2 WHERE id = $1", [row.id, seq]);

    expectBad(await verify(), "moved", at(4));
  });

  it("names the first of two neighbours that have changed places", async () => {
    for (const [row, seq] of [
      [at(4), 9000],
      [at(5), at(4).seq],
      [at(4), at(5).seq],
    ] as const)
      await trail.asAdmin("UPDATE security_events SET seq = $2 WHERE id = $1", [row.id, seq]);

    expectBad(await verify(), "moved", at(4));
  });

  it("names the first of two rows whose contents were swapped", async () => {
    await trail.asAdmin(
      `UPDATE security_events AS a SET type = b.type, occurred_at = b.occurred_at, user_id = b.user_id, data = b.data,
              user_salt = b.user_salt, user_digest = b.user_digest, method_id = b.method_id, session_id = b.session_id
         FROM security_events AS b WHERE (a.id, b.id) IN (($1, $2), ($2, $1))`,
      [at(4).id, at(7).id],
    );

    expectBad(await verify(), "edited", at(4));
  });

  it("names the first row of a tail that was cut off", async () => {
    await trail.asAdmin("DELETE FROM security_events WHERE chain = $1 AND seq >= $2", [at(-3).chain, at(-3).seq]);

    expectBad(await verify(), "cut", at(-3));
  });

  it("names it against a checkpoint where the end was put back as well, and can't without one", async () => {
    const { chain, strand, seq } = at(-3);
    await trail.asAdmin("DELETE FROM security_events WHERE chain = $1 AND seq >= $2", [chain, seq]);
    await trail.asAdmin(
      `UPDATE audit_strands AS ends SET seq = last.seq, link = last.link FROM security_events AS last
        WHERE ends.chain = $1 AND ends.strand = $2 AND (last.chain, last.strand, last.seq) = ($1, $2, $3 - 1)`,
      [chain, strand, seq],
    );

    expect(await verify()).to.include({ ok: true });
    expectBad(await trail.app.mfa.audit.verify({ checkpoint }), "behind_checkpoint", at(-3));
  });

  it("sees an end that was put back while the rows were left", async () => {
    await trail.asAdmin(
      "UPDATE audit_strands SET seq = $3, link = (SELECT link FROM security_events WHERE chain = $1 AND strand = $2 AND seq = $3) WHERE chain = $1 AND strand = $2",
      [at(5).chain, at(5).strand, at(5).seq],
    );

    expectBad(await verify(), "end_changed", at(6));
  });

  it("misses all that was there at the checkpoint, where everything was deleted and the strands begin anew", async () => {
    await trail.asAdmin("TRUNCATE security_events");
    await trail.asAdmin("UPDATE audit_strands SET seq = 0, link = ''");

    expect(await verify()).to.include({ ok: true, rows: 0 });
    expectBad(await trail.app.mfa.audit.verify({ checkpoint }), "behind_checkpoint", {
      chain: "attempts",
      strand: 0,
      seq: 1,
    });
  });

  it("misses the strands themselves, where they were deleted with their rows", async () => {
    for (const table of TABLES) await trail.asAdmin(`TRUNCATE ${table}`);

    const result = await trail.app.mfa.audit.verify({ checkpoint });
    expectBad(result, "behind_checkpoint", { chain: "attempts", strand: 0, seq: 1 });
  });

  it("names the first row of a strand that was deleted and its rows were not", async () => {
    await trail.asAdmin("DELETE FROM audit_strands WHERE chain = $1 AND strand = $2", [at(0).chain, at(0).strand]);

    expectBad(await verify(), "end_changed", at(0));
  });

  it("sees a floor that retention has not set", async () => {
    await trail.asAdmin("DELETE FROM security_events WHERE chain = $1 AND seq <= $2", [at(5).chain, at(5).seq]);
    await trail.asAdmin(
      "UPDATE audit_strands SET floor_seq = $3, floor_link = 'x', floor_seal = $4 WHERE chain = $1 AND strand = $2",
      [...[at(5).chain, at(5).strand, at(5).seq, `${checkpoint.keyId}.forged`]],
    );

    expectBad(await verify(), "floor_changed", at(5));
  });

  it("names a row of which a part is blank without a proof", async () => {
    await trail.asAdmin("ALTER TABLE security_events DROP CONSTRAINT security_events_check");
    await change("UPDATE security_events SET user_id = 'erased:x', user_salt = NULL, data = '{}'", at(5));

    expectBad(await verify(), "erasure_unproved", at(5));
  });

  it("is not taken in by a checkpoint that was changed", async () => {
    const forged = { ...checkpoint, strands: checkpoint.strands.slice(1) };

    expect(await trail.app.mfa.audit.verify({ checkpoint: forged })).to.include({
      ok: false,
      reason: "checkpoint_forged",
    });
  });
});
