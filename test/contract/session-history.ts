import type { NewSessionRecord } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";

export function describeSessionHistory(name: string, current: () => OpenStores): void {
  describe(`SessionHistory on ${name}`, () => {
    function newRecord(more: Partial<NewSessionRecord> = {}): NewSessionRecord {
      const now = current().clock.now().getTime();
      return {
        id: randomUUID(),
        userId: `o'Brien ${randomUUID()}`,
        tenantId: "acme",
        createdAt: new Date(now),
        expiresAt: new Date(now + 86_400_000),
        ip: "203.0.113.*",
        browser: "Firefox 128",
        os: "Linux",
        deviceType: "desktop",
        location: { city: "İzmir", country: "TR" },
        lastSeenAt: new Date(now),
        ...more,
      };
    }

    it("keeps a session as it began, and how it ended", async () => {
      const { sessionHistory } = current().stores;
      const session = newRecord();
      await sessionHistory.open(session);
      const [before] = await sessionHistory.list(session.userId, 10);

      await sessionHistory.end([session], "ended_by_user");

      const [after] = await sessionHistory.list(session.userId, 10);
      expect(before).to.deep.equal({ ...session, endedAt: null, endReason: null });
      expect(after).to.deep.include({ ...session, endReason: "ended_by_user" });
      expect(Math.abs((after?.endedAt?.getTime() ?? 0) - current().clock.now().getTime())).to.be.below(60_000);
    });

    it("calls a device unknown where the user has others, and none on this browser and system", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      const open = (more: Partial<NewSessionRecord> = {}): Promise<boolean> =>
        sessionHistory.open(newRecord({ userId, ...more }));

      const answers = {
        first: await open(),
        same: await open(),
        browser: await open({ browser: "Chrome 126" }),
        system: await open({ os: "Windows 10" }),
        both: await open({ browser: "Chrome 126", os: "Windows 10" }),
        again: await open({ browser: "Chrome 126", os: "Windows 10" }),
      };

      expect(answers).to.deep.equal({
        first: false,
        same: false,
        browser: true,
        system: true,
        both: true,
        again: false,
      });
    });

    it("knows a browser and a system again after an update, and by no more than their whole names", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      await sessionHistory.open(newRecord({ userId, os: "iOS 17.5" }));

      const answers = [
        await sessionHistory.open(newRecord({ userId, browser: "Firefox 129", os: "iOS 18" })),
        await sessionHistory.open(newRecord({ userId, browser: "Firefox", os: "iOS" })),
        await sessionHistory.open(newRecord({ userId, browser: "Firefox Focus 128", os: "iOS 18" })),
      ];

      expect(answers).to.deep.equal([false, false, true]);
    });

    it("takes what is unknown of a device for the same as what was unknown before", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      const unnamed = { userId, browser: null, os: null };
      await sessionHistory.open(newRecord({ userId }));

      const answers = [
        await sessionHistory.open(newRecord(unnamed)),
        await sessionHistory.open(newRecord(unnamed)),
        await sessionHistory.open(newRecord({ ...unnamed, os: "Linux" })),
      ];

      expect(answers).to.deep.equal([true, false, true]);
    });

    it("compares a device with sessions of its own user, also with those that have ended", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      await sessionHistory.open(newRecord({ browser: "Chrome 126" }));
      await sessionHistory.end([newRecord({ userId })], "sign_out");
      const opened = newRecord({ userId, browser: "Chrome 126" });

      const answers = [await sessionHistory.open(opened), await sessionHistory.open(opened)];

      expect(answers).to.deep.equal([true, false]);
      expect(await sessionHistory.open(newRecord({ userId }))).to.equal(false);
    });

    it("writes the end of a session whose begin it never saw", async () => {
      const { sessionHistory } = current().stores;
      const session = newRecord({
        tenantId: null,
        ip: null,
        browser: null,
        os: null,
        location: null,
        lastSeenAt: null,
      });

      await sessionHistory.end([session], "session_limit");

      const [found] = await sessionHistory.list(session.userId, 10);
      expect(found).to.deep.include({ ...session, endReason: "session_limit" });
    });

    it("leaves what has ended as it ended, and as whose", async () => {
      const { sessionHistory } = current().stores;
      const session = newRecord();
      await sessionHistory.end([session], "sign_out");

      await sessionHistory.end([session], "ended_by_admin");
      await sessionHistory.end([{ ...session, userId: "somebody else" }], "ended_by_admin");
      await sessionHistory.open(session);

      const [found] = await sessionHistory.list(session.userId, 10);
      expect(found).to.include({ endReason: "sign_out", userId: session.userId });
    });

    it("knows what was ended as long as it could still be alive", async () => {
      const { stores, clock } = current();
      const { sessionHistory } = stores;
      const userId = randomUUID();
      const [short, long, alive] = [
        newRecord({ userId, expiresAt: new Date(current().clock.now().getTime() + 3_600_000) }),
        newRecord({ userId }),
        newRecord({ userId }),
      ];
      await sessionHistory.open(alive);
      await sessionHistory.end([short, long], "ended_by_user");

      const now = await sessionHistory.endedIds(userId);
      clock.travel(7200);
      const later = await sessionHistory.endedIds(userId);

      expect(now).to.have.members([short.id, long.id]);
      expect(later).to.deep.equal([long.id]);
    });

    it("lists the newest first, as many as asked for, of one user", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      const sessions = [3, 2, 1].map((age) =>
        newRecord({ userId, createdAt: new Date(current().clock.now().getTime() - age * 1000) }),
      );
      for (const each of [...sessions, newRecord()]) await sessionHistory.open(each);

      const listed = await sessionHistory.list(userId, 2);

      expect(listed.map(({ id }) => id)).to.deep.equal([sessions[2]?.id, sessions[1]?.id]);
    });

    it("counts what began in the last 24 hours", async () => {
      const { sessionHistory } = current().stores;
      const userId = randomUUID();
      const old = new Date(current().clock.now().getTime() - 90_000_000);
      for (const each of [newRecord({ userId }), newRecord({ userId }), newRecord({ userId, createdAt: old })])
        await sessionHistory.open(each);

      const count = await sessionHistory.countLastDay(userId);

      expect(count).to.equal(2);
    });

    it("closes what ran out unseen, and forgets what ended before the retention", async () => {
      const { stores, clock } = current();
      const { sessionHistory } = stores;
      const userId = randomUUID();
      const [old, fresh] = [newRecord({ userId }), newRecord({ userId })];
      await sessionHistory.end([old], "sign_out");
      await sessionHistory.open(fresh);
      clock.travel(2.5 * 86_400);

      await sessionHistory.cleanUp({ retentionDays: 2 });

      const left = await sessionHistory.list(userId, 10);
      expect(left.map(({ id }) => id)).to.deep.equal([fresh.id]);
      expect(left[0]).to.deep.include({ endReason: "absolute_timeout", endedAt: fresh.expiresAt });
    });

    it("removes more than one statement does at a time", async () => {
      const { stores, clock } = current();
      const sessions = Array.from({ length: 1001 }, () => newRecord({ userId: "many" }));
      await stores.sessionHistory.end(sessions, "sign_out");
      clock.travel(10 * 86_400);

      const removed = await stores.sessionHistory.cleanUp({ retentionDays: 5 });

      expect(removed).to.be.at.least(1001);
      expect(await stores.sessionHistory.list("many", 10)).to.deep.equal([]);
    });

    it("takes no row twice when processes clean up together", async () => {
      const { stores, clock } = current();
      const { sessionHistory } = stores;
      const userId = randomUUID();
      const sessions = Array.from({ length: 30 }, () => newRecord({ userId }));
      await sessionHistory.end(sessions, "sign_out");
      clock.travel(10 * 86_400);

      const removed = await Promise.all([1, 2, 3].map(() => sessionHistory.cleanUp({ retentionDays: 5 })));

      expect(removed.reduce((sum, each) => sum + each, 0)).to.be.at.least(30);
      expect(await sessionHistory.list(userId, 100)).to.deep.equal([]);
    });
  });
}
