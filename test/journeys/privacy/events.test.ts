import { expect } from "chai";
import type { AuditEntry } from "@sallyport/core";
import { randomUUID } from "node:crypto";
import { enrolledPerson, signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { adminOf } from "../policy/acting.ts";

const EVENTS = "/api/v1/security/events";

interface Page {
  readonly events: readonly (Omit<AuditEntry, "at"> & { readonly at: string })[];
  readonly nextCursor?: string;
}

async function read(admin: Browser, query: Readonly<Record<string, string>> = {}): Promise<Page> {
  const answer = await admin.get(`${EVENTS}?${new URLSearchParams(query).toString()}`);
  expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
  return answer.body as Page;
}

async function readAll(admin: Browser, query: Readonly<Record<string, string>>): Promise<Page["events"]> {
  const all: Page["events"][number][] = [];
  let cursor: string | undefined;
  do {
    const page: Page = await read(admin, { ...query, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...page.events);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

onEveryStack("The audit trail over HTTP", (current) => {
  async function failedOnce(tenantId?: string): Promise<Browser> {
    const browser = await enrolledPerson(current(), tenantId === undefined ? {} : { tenantId });
    await browser.login();
    await browser.verify(browser.wrongCode()).expect(401);
    await browser.verify().expect(200);
    await current().mfa.audit.flush();
    return browser;
  }

  it("is what has happened, each event once, the newest first", async () => {
    const [person, admin] = [await failedOnce(), await adminOf(current())];
    const { id } = person.person;
    const heard = current().events.filter(({ userId }) => userId === id);

    const { events, nextCursor } = await read(admin, { userId: id, limit: "100" });

    expect(events.map((event) => event.id)).to.have.members(heard.map((event) => event.id));
    expect(events.map(({ at }) => at)).to.deep.equal(
      events
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    expect(nextCursor).to.equal(undefined);
    expect(events.find(({ type }) => type === "mfa_challenge_failed")).to.include({
      ...{ userId: id, outcome: "failure", methodType: "totp", reason: "wrong_code", ip: "127.0.0.*" },
    });
  });

  it("comes in pages that together are the whole, however large they are", async () => {
    const [person, admin] = [await failedOnce(), await adminOf(current())];
    const userId = person.person.id;
    const whole = (await read(admin, { userId, limit: "100" })).events;

    for (const limit of ["1", "3", String(whole.length), "99"])
      expect(await readAll(admin, { userId, limit }), limit).to.deep.equal(whole);
  });

  it("is filtered by type, severity, outcome, user and time, and by all of them", async () => {
    const [person, admin] = [await failedOnce(), await adminOf(current())];
    const userId = person.person.id;
    const whole = (await read(admin, { userId, limit: "100" })).events;
    const { at } = whole[2]!;
    const filters: Readonly<Record<string, (event: Page["events"][number]) => boolean>> = {
      "type=mfa_challenge_failed": ({ type }) => type === "mfa_challenge_failed",
      "severity=notice": ({ severity }) => severity === "notice",
      "outcome=failure": ({ outcome }) => outcome === "failure",
      [`from=${at}`]: (event) => event.at >= at,
      [`to=${at}`]: (event) => event.at < at,
      [`outcome=success&severity=info&from=${at}`]: (event) =>
        event.outcome === "success" && event.severity === "info" && event.at >= at,
      "type=app.none": () => false,
    };

    for (const [query, isMeant] of Object.entries(filters)) {
      const { events } = await read(admin, { userId, limit: "100", ...Object.fromEntries(new URLSearchParams(query)) });
      expect(events, query).to.deep.equal(whole.filter(isMeant));
    }
  });

  it("refuses what it does not know or can't read, by the name of the field and without an echo", async () => {
    const admin = await adminOf(current());
    const odd = "s3cr3t-odd";
    const wrong: Readonly<Record<string, string>> = {
      [`colour=${odd}`]: "colour",
      [`severity=${odd}`]: "severity",
      [`outcome=${odd}`]: "outcome",
      [`from=${odd}`]: "from",
      "to=2026-02-30T00:00:00Z": "to",
      "from=0000-01-01T00:00:00Z": "from",
      "limit=0": "limit",
      "limit=101": "limit",
      "limit=1.5": "limit",
      "limit=": "limit",
      [`cursor=${odd}`]: "cursor",
      "userId=": "userId",
      "type=a&type=b": "type",
      "userId=a%00b": "userId",
      "type=%00": "type",
    };

    for (const [query, field] of Object.entries(wrong)) {
      const { status, body, text } = await admin.get(`${EVENTS}?${query}`);
      expect([status, body.code, body.errors?.[0]?.field], query).to.deep.equal([400, "ERR-VALIDATION", field]);
      expect(text).not.to.include(odd);
    }
  });

  it("shows the admin of a tenant what happens to users of that tenant alone", async () => {
    const tenantId = randomUUID();
    const admin = await adminOf(current(), { tenantId });
    const [ours, theirs, nobodys] = [await failedOnce(tenantId), await failedOnce(randomUUID()), await failedOnce()];

    const all = await readAll(admin, { limit: "100" });

    expect(new Set(all.map((event) => event.tenantId))).to.deep.equal(new Set([tenantId]));
    expect(all.map(({ userId }) => userId)).to.include.members([ours.person.id, admin.person.id]);
    for (const { person } of [theirs, nobodys])
      expect((await read(admin, { userId: person.id })).events).to.deep.equal([]);
  });

  it("is for admins with a fresh factor", async () => {
    const [person, admin] = [await signedInPerson(current()), await adminOf(current())];
    current().clock.travel(301);

    const answers = [await person.get(EVENTS), await admin.get(EVENTS)];

    expect(answers.map(({ body }) => body.code as string)).to.deep.equal(["ERR-FORBIDDEN", "ERR-MFA-STEP-UP-REQUIRED"]);
  });

  it("has neither salts nor digests nor links in it, also in the report about a user, which has the last twenty", async () => {
    const [person, admin] = [await failedOnce(), await adminOf(current())];
    const { id } = person.person;

    const listed = await read(admin, { userId: id, limit: "20" });
    const { body } = await admin.get(`/api/v1/security/users/${id}`).expect(200);

    expect(body.recentEvents).to.deep.equal(listed.events);
    for (const name of ["salt", "digest", "link", "seq", "strand", "chain", "keyId", "erasure"])
      expect(JSON.stringify([listed, body.recentEvents]), name).not.to.match(new RegExp(`"[^"]*${name}[^"]*":`, "i"));
  });
});
