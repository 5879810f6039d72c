import type { AuditErasure, AuditRow, NewAuditRow } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { append, newEvent, rowsOf, type OpenAudit } from "./new-event.ts";

/** A row in which nothing is left out. */
function wholeEvent(more: Partial<NewAuditRow> = {}): NewAuditRow {
  return newEvent({
    ...{
      actorId: randomUUID(),
      tenantId: "t",
      methodType: "totp",
      methodId: "m",
      sessionId: "s",
      reason: "r",
      note: "n",
    },
    ...{ ip: "192.0.2.0", ipHash: "h", browser: "b", os: "o", deviceType: "other", userAgent: "u", requestId: "q" },
    data: { a: 1 },
    ...more,
  });
}

const NO_USER = { methodId: null, sessionId: null, note: null, data: {}, userSalt: null } as const;
const NO_ACTOR = {
  ...{ ip: null, ipHash: null, browser: null, os: null, deviceType: null, userAgent: null, requestId: null },
  actorSalt: null,
} as const;

const user = (id: string, proof = "proof"): AuditErasure => ({ id, part: "user", pseudonym: "erased:1", proof });
const actor = (id: string, proof = "proof"): AuditErasure => ({ id, part: "actor", pseudonym: "erased:2", proof });

export function describeAuditErasure(name: string, current: () => OpenAudit): void {
  async function kept(event: NewAuditRow): Promise<AuditRow> {
    const [row] = await rowsOf(current().archive, event.chain);
    return row ?? expect.fail("the row is gone");
  }

  /** A row before and after. */
  async function erased(
    event: NewAuditRow,
    ...erasures: readonly AuditErasure[]
  ): Promise<readonly [AuditRow, AuditRow]> {
    await append(current().stores.audit, event);
    const before = await kept(event);
    await current().archive.erase(erasures);
    return [before, await kept(event)];
  }

  describe(`Erasure in the audit trail on ${name}`, () => {
    it("blanks what is the user's, and nothing else", async () => {
      const event = wholeEvent();

      const [before, after] = await erased(event, user(event.id));

      expect(after).to.deep.equal({ ...before, ...NO_USER, userId: "erased:1", userErasure: "proof" });
    });

    it("blanks what is the actor's, and nothing else", async () => {
      const event = wholeEvent();

      const [before, after] = await erased(event, actor(event.id));

      expect(after).to.deep.equal({ ...before, ...NO_ACTOR, actorId: "erased:2", actorErasure: "proof" });
    });

    it("blanks both with one call, and names no actor where there was none", async () => {
      const event = wholeEvent({ actorId: null });

      const [before, after] = await erased(event, actor(event.id, "b"), user(event.id, "a"));

      const names = { userId: "erased:1", userErasure: "a", actorId: null, actorErasure: "b" };
      expect(after).to.deep.equal({ ...before, ...NO_USER, ...NO_ACTOR, ...names });
    });

    it("keeps the first proof with its pseudonym, however often it is called", async () => {
      const event = wholeEvent();
      await append(current().stores.audit, event);
      const calls = ["a", "b", "c", "d"].map((proof) => ({ ...user(event.id, proof), pseudonym: `erased:${proof}` }));

      await Promise.all(calls.map((call) => current().archive.erase([call])));

      const { userId, userErasure } = await kept(event);
      expect(userId).to.equal(`erased:${String(userErasure)}`);
      await current().archive.erase([user(event.id, "e")]);
      expect(await kept(event)).to.include({ userId, userErasure });
    });

    it("keeps the first proof of an actor, and the pseudonym that goes with it", async () => {
      const event = wholeEvent();
      await append(current().stores.audit, event);
      await current().archive.erase([actor(event.id, "first")]);
      const { actorId } = await kept(event);

      await current().archive.erase([{ ...actor(event.id, "second"), pseudonym: "erased:second" }]);

      expect(await kept(event)).to.include({ actorId, actorErasure: "first" });
    });

    it("can be called by several for the same rows at once", async () => {
      const events = Array.from({ length: 50 }, () => wholeEvent({ chain: "events" }));
      const ids = events.map(({ id }) => id);
      await append(current().stores.audit, ...events);

      const lots = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? ids : ids.toReversed()));
      await Promise.all(lots.map((lot) => current().archive.erase(lot.map((id) => user(id)))));

      for (const { userId } of events) expect(await current().archive.ofPerson(userId ?? "", 1)).to.deep.equal([]);
    });

    it("finds a person as user and as actor, the oldest first, until that part is erased", async () => {
      const { archive, stores } = current();
      const who = randomUUID();
      const at = (ms: number): Date => new Date(1_700_000_000_000 + ms);
      const events = [
        wholeEvent({ userId: who, at: at(0) }),
        wholeEvent({ actorId: who, at: at(1) }),
        wholeEvent({ userId: who, actorId: who, at: at(2) }),
      ];
      await append(stores.audit, ...events, wholeEvent());
      const [first, second, third] = events.map(({ id }) => id);

      const found = await archive.ofPerson(who, 10);
      await archive.erase([user(first ?? ""), user(third ?? "")]);
      const left = await archive.ofPerson(who, 10);

      expect(found.map(({ id }) => id)).to.deep.equal([first, second, third]);
      expect(left.map(({ id }) => id)).to.deep.equal([second, third]);
      expect(await archive.ofPerson(who, 1)).to.have.lengthOf(1);
    });
  });
}
