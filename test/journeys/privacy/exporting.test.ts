import { expect } from "chai";
import type { PersonalData } from "@sallyport/core";
import { closing } from "../../support/closing.ts";
import type { Browser } from "../../support/browser.ts";
import { openBrowser } from "../../support/browser.ts";
import { adminOf } from "../policy/acting.ts";
import { chiefOf, knownPerson, stepUp, type KnownPerson } from "./known-person.ts";
import { openWholeApp, type WholeApp } from "./whole-app.ts";

const OWN = "/api/v1/mfa/export";

describe("The export of a person's data (PostgreSQL and Redis)", function () {
  this.timeout(60_000);
  let whole: WholeApp;
  let chief: Browser;
  let known: KnownPerson;

  const close = closing(after);

  before(async function () {
    whole = await openWholeApp(this);
    close(() => whole.close());
    chief = await chiefOf(whole.app);
    known = await knownPerson(whole, chief);
  });

  async function exported(): Promise<PersonalData> {
    await stepUp(whole.app, known.browser);
    const answer = await known.browser.get(OWN);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body as PersonalData;
  }

  it("has a part for everything that they have left", async () => {
    const data = await exported();

    expect(data).to.include({ format: "sallyport.personal-data", version: 1, controller: "Acme Bank" });
    const lists = Object.entries(data).filter(([, part]) => Array.isArray(part));
    const filled = lists.filter(([, part]) => (part as unknown[]).length > 0).map(([name]) => name);
    expect(lists.map(([name]) => name).filter((name) => !filled.includes(name))).to.deep.equal(["recoveries"]);
    expect(data.gracePeriod).to.include({ extensionReason: "On parental leave" });
    expect(data.methods.map(({ type, destination }) => [type, destination])).to.deep.include.members([
      ["sms", known.number],
      ["email", known.browser.person.email],
    ]);
  });

  it("has every event about them and by them, and what was done to them by others without who that was", async () => {
    const { id } = known.browser.person;
    await stepUp(whole.app, chief);
    await chief.get(`/api/v1/security/export/${id}`).expect(200);
    await whole.app.mfa.audit.flush();
    const about = (await whole.app.mfa.audit.find({ userId: id }, { limit: 500 })).entries;
    const by = (await whole.app.mfa.audit.find({ actorId: id }, { limit: 500 })).entries;

    const { events, acts } = await exported();

    expect(events.map((event) => event.id)).to.include.members(about.map((entry) => entry.id));
    expect(acts.map((act) => act.id)).to.have.members(by.map((entry) => entry.id));
    expect(about.find(({ actorId }) => actorId === chief.person.id)).to.include({ ip: "127.0.0.*" });
    const nobody = { by: "an administrator", ip: null, browser: null, requestId: null };
    expect(events.find(({ type, by: who }) => type === "user_data_exported" && who !== null)).to.include(nobody);
    expect(events.find(({ type }) => type === "grace_extended")).to.include({ ...nobody, note: "On parental leave" });
  });

  it("has nothing secret: no code, password, secret, salt, hash, token or link", async () => {
    const text = JSON.stringify(await exported());

    expect(known.secrets.filter((secret) => text.toLowerCase().includes(secret.toLowerCase()))).to.deep.equal([]);
    for (const name of ["secret", "hash", "salt", "token", "digest", "stamp", "family", "network", "key_id", "data-"])
      expect(text, name).not.to.match(new RegExp(`"[^"]*${name}[^"]*":`, "i"));
    expect(text).not.to.match(/v1\.[\w-]+\.[\w-]+\.[\w-]+|scrypt\$|#enroll=/);
  });

  it("has nothing of others: no id of an admin, and nobody whom they have acted on", async () => {
    const others = [chief.person.id, chief.person.email];
    await whole.app.mfa.audit.flush();
    const acted = (await whole.app.mfa.audit.find({ actorId: known.browser.person.id }, { limit: 500 })).entries;
    const targets = acted.flatMap(({ userId }) =>
      userId === null || userId === known.browser.person.id ? [] : [userId],
    );

    const text = JSON.stringify(await exported());

    expect(targets).not.to.deep.equal([]);
    expect([...others, ...targets].filter((one) => text.includes(one))).to.deep.equal([]);
  });

  it("says why and how long, in the language of whoever asks", async () => {
    await stepUp(whole.app, known.browser);
    const { body } = await known.browser.get(OWN).set("Accept-Language", "tr");

    expect(body.notice).to.include({ language: "tr" });
    expect(body.notice.rights).to.include("KVKK m. 11");
    expect(body.retention).to.deep.include.members([
      { data: "events", days: 365 },
      { data: "events: attempts and refusals", days: 90 },
    ]);
  });

  it("is had by an admin of a higher rank, and both are on the record", async () => {
    await exported();
    await stepUp(whole.app, chief);
    const { id } = known.browser.person;

    const answer = await chief.get(`/api/v1/security/export/${id}`).expect(200);

    expect(answer.body.account).to.deep.equal({ id });
    const { entries } = await whole.app.mfa.audit.find({ type: "user_data_exported", userId: id }, { limit: 2 });
    expect(entries.map(({ actorId }) => actorId)).to.deep.equal([chief.person.id, null]);
  });

  it("takes a fresh second factor", async () => {
    const tired = await adminOf(whole.app);
    const own = await tired.get(OWN);
    whole.app.clock.travel(301);

    const answers = [await tired.get(OWN), await tired.get(`/api/v1/security/export/${known.browser.person.id}`)];

    expect(own.status).to.equal(200);
    for (const { status, body } of answers)
      expect([status, body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
    await openBrowser(whole.app).get(OWN).expect(401);
  });
});
