import { expect } from "chai";
import type { ErasureReport } from "@sallyport/core";
import { QueryTypes } from "sequelize";
import { closing } from "../../support/closing.ts";
import type { Browser } from "../../support/browser.ts";
import { chiefOf, knownPerson, stepUp, type KnownPerson } from "./known-person.ts";
import { openWholeApp, type WholeApp } from "./whole-app.ts";

const REASON = "Asked for it by mail";

/** Where somebody who has used everything stands. Keyed hashes (`ip_hash`, the keys of Redis) tell nobody who it is. */
const PLACES = [
  ...["mfa_methods.user_id", "mfa_methods.name", "mfa_backup_codes.user_id", "mfa_user_handles.user_id"],
  ...["mfa_auth_attempts.user_id", "mfa_trusted_devices.user_id", "mfa_trusted_devices.id"],
  ...["mfa_policies.scope", "mfa_policies.rule", "mfa_policies.changed_by", "mfa_recoveries.requested_by"],
  ...["mfa_grace.user_id", "mfa_grace.extended_by", "user_sessions.user_id", "user_sessions.ip"],
  ...["mfa_deliveries.user_id", "mfa_outbox.user_id", "mfa_outbox.key", "mfa_outbox.data"],
  ...["security_events.user_id", "security_events.actor_id", "security_events.ip", "security_events.data"],
];

describe("Erasing a person (PostgreSQL and Redis)", function () {
  this.timeout(60_000);
  let whole: WholeApp;
  let chief: Browser;

  const close = closing(after);

  before(async function () {
    whole = await openWholeApp(this);
    close(() => whole.close());
    chief = await chiefOf(whole.app);
  });

  async function erase({ browser }: Pick<KnownPerson, "browser">): Promise<ErasureReport> {
    await stepUp(whole.app, chief);
    const answer = await chief.post(`/api/v1/security/erase/${browser.person.id}`, { reason: REASON });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body as ErasureReport;
  }

  function rowsOf(name: string): Promise<readonly Record<string, unknown>[]> {
    const statement = "SELECT * FROM security_events WHERE user_id = $1 OR actor_id = $1 ORDER BY occurred_at, id";
    return whole.sequelize.query<Record<string, unknown>>(statement, { bind: [name], type: QueryTypes.SELECT });
  }

  it("leaves nothing of them in any column of any table, and under no key of Redis", async () => {
    const known = await knownPerson(whole, chief);
    const before = await whole.placesOf(known.marks);

    const { complete } = await erase(known);

    expect(before).to.include.members(PLACES);
    expect(before.filter((place) => place.startsWith("sallyport:session:"))).not.to.deep.equal([]);
    expect(before.filter((place) => place.startsWith("sallyport:challenge:"))).not.to.deep.equal([]);
    expect([complete, await whole.placesOf(known.marks)]).to.deep.equal([true, []]);
    expect(await known.browser.isIn()).to.equal(false);
  });

  it("says how many of what there were, and who did it, and why", async () => {
    const known = await knownPerson(whole, chief);

    const { pseudonym, erased } = await erase(known);

    expect(pseudonym).to.match(/^erased:[0-9a-f-]{36}$/);
    expect(erased).to.include({ methods: 4, backupCodes: 10, passkeyHandles: 1, guesses: 2, gracePeriods: 1 });
    expect(erased).to.include({ policyRules: 1, trustedDevices: 1, liveSessions: 2, mentions: 3 });
    const [row] = (await whole.app.mfa.audit.find({ type: "user_data_erased", userId: pseudonym ?? "" })).entries;
    expect(row).to.include({ actorId: chief.person.id, tenantId: known.browser.person.tenantId, note: REASON });
  });

  it("keeps every row of theirs under one pseudonym, as user and as actor, and the trail whole", async () => {
    const known = await knownPerson(whole, chief);
    await whole.app.mfa.audit.flush();
    const { id } = known.browser.person;
    const before = await rowsOf(id);

    const { pseudonym } = await erase(known);

    const after = await rowsOf(pseudonym ?? "");
    const ids = (rows: typeof before): readonly unknown[] => rows.map((row) => row["id"]);
    expect(ids(after)).to.include.members([...ids(before)]);
    expect(before.filter((row) => row["actor_id"] === id)).not.to.deep.equal([]);
    expect(after.filter((row) => row["actor_id"] === pseudonym)).not.to.deep.equal([]);
    expect(await whole.app.mfa.audit.verify()).to.include({ ok: true });
  });

  it("does nothing the second time, and writes nothing of it", async () => {
    const known = await knownPerson(whole, chief);
    await erase(known);
    const count = async (): Promise<number> =>
      (await whole.app.mfa.audit.find({ type: "user_data_erased" }, { limit: 500 })).entries.length;
    const before = await count();

    const again = await erase(known);

    expect(again).to.deep.include({ pseudonym: null, complete: true });
    expect(Object.values(again.erased).every((each) => each === 0)).to.equal(true);
    expect(await count()).to.equal(before);
  });

  it("leaves everybody else as they were", async () => {
    const [known, other] = [await knownPerson(whole, chief), await knownPerson(whole, chief)];
    const before = await whole.placesOf([other.browser.person.id, other.device]);

    await erase(known);

    expect(await whole.placesOf([other.browser.person.id, other.device])).to.deep.equal(before);
    expect(await other.browser.isIn()).to.equal(true);
  });
});
