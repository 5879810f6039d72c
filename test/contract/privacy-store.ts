import type { DurableStores } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { newCodes, newMethod, SCHEDULE, type OpenStores } from "./durable-stores.ts";
import { newDevice } from "./new-device.ts";

const pseudonym = "erased:somebody";

/** An admin who has a row in every table that knows people, and somebody on whom they have acted. */
async function someAdmin(stores: DurableStores): Promise<{ readonly id: string; readonly other: string }> {
  const [id, other] = [randomUUID(), randomUUID()];
  const message = {
    kind: "method_added",
    channel: "email",
    to: "sealed",
    methodId: null,
    data: {},
    language: "en",
  } as const;
  const at = new Date("2026-01-01T00:00:00Z");
  const place = { ip: null, browser: null, os: null, location: null, lastSeenAt: null, tenantId: null };
  const trusted = newDevice(id);
  await stores.methods.add(newMethod(id), { maxPerType: 5 });
  await stores.backupCodes.replace(id, newCodes(2), { expiresInSeconds: null });
  await stores.credentials.handleOf(id, randomUUID());
  await stores.devices.trust(trusted, { max: 5, replaces: [] });
  await stores.failures.charge(id, SCHEDULE);
  await stores.failures.charge(`device:${trusted.id}`, SCHEDULE);
  await stores.grace.begin(id, 7);
  await stores.policies.put({
    scope: `user:${id}`,
    rule: { userId: id, mfa: "optional" },
    updatedBy: "x",
    reason: "Friend",
  });
  for (const [userId, by] of [
    [id, "another admin"],
    [other, id],
  ] as const)
    await stores.recoveries.request({
      ...{ id: randomUUID(), userId, tenantId: null, kind: "admin_reset", reason: "Lost", requestedBy: by },
      ...{ needsApproval: false, delaySeconds: 60 },
    });
  for (let index = 0; index < 3; index += 1) {
    await stores.sessionHistory.open({
      ...{ id: randomUUID(), userId: id, createdAt: at, expiresAt: at, deviceType: "desktop", ...place },
    });
    await stores.deliveries.admit({
      ...{ id: randomUUID(), userId: id, methodId: null, codeId: null, channel: "email", purpose: "notice" },
      ...{ country: null, price: 0 },
    });
    const ids = { id: randomUUID(), key: randomUUID(), userId: id };
    await stores.outbox.add([{ ...message, ...ids, sendAt: at }]);
  }
  const told = { id: randomUUID(), key: randomUUID(), userId: other, kind: "admin_reset_done", data: { account: id } };
  await stores.outbox.add([{ ...message, ...told, sendAt: null }]);
  await stores.grace.extend(other, { days: 3, by: id, reason: "Ill" });
  await stores.policies.put({ scope: `role:${id.slice(0, 8)}`, rule: { mfa: "off" }, updatedBy: id, reason: null });
  return { id, other };
}

const NOTHING = {
  ...{ methods: 0, backupCodes: 0, passkeyHandles: 0, guesses: 0, gracePeriods: 0, policyRules: 0, recoveries: 0 },
  ...{ trustedDevices: 0, sessions: 0, deliveries: 0, messages: 0, mentions: 0 },
};

export function describePrivacyStore(name: string, current: () => OpenStores): void {
  describe(`PrivacyStore on ${name}`, () => {
    it("collects what is kept of one person, and nothing of who has acted on them", async () => {
      const { stores } = current();
      const { id } = await someAdmin(stores);
      await someAdmin(stores);

      const found = await stores.privacy.collect(id);

      expect(found.backupCodes.map(({ usedAt }) => usedAt)).to.deep.equal([null, null]);
      expect(found.passkeyHandleSince).to.be.an.instanceOf(Date);
      expect(found.guesses.map(({ deviceId, inARow }) => [deviceId, inARow])).to.deep.equal([
        [null, 1],
        [found.devices[0]?.id, 1],
      ]);
      expect(found.grace).to.include({ extendedAt: null });
      expect(found.rules.map(({ rule }) => rule)).to.deep.equal([{ userId: id, mfa: "optional" }]);
      expect(found.recoveries.map(({ kind, reason }) => [kind, reason])).to.deep.equal([["admin_reset", "Lost"]]);
      expect(JSON.stringify(found)).not.to.include("another admin");
    });

    it("turns the pages of a history, each row once", async () => {
      const { privacy } = current().stores;
      const { id } = await someAdmin(current().stores);

      for (const read of [privacy.sessions, privacy.deliveries, privacy.messages]) {
        const first = await read(id, { limit: 2 });
        const second = await read(id, { limit: 2, after: first.at(-1)?.id });
        expect([first.length, second.length]).to.deep.equal([2, 1]);
        expect(new Set([...first, ...second].map((row) => row.id)).size).to.equal(3);
      }
    });

    it("clears histories in lots, and puts a pseudonym in the place of who has acted", async () => {
      const { stores } = current();
      const { id } = await someAdmin(stores);

      const lots = [];
      for (let lot = 0; lot < 3; lot += 1) lots.push(await stores.privacy.clear(id, { pseudonym, limit: 2 }));

      expect(lots).to.deep.equal([
        { ...NOTHING, sessions: 2, deliveries: 2, messages: 2, mentions: 3 },
        { ...NOTHING, sessions: 1, deliveries: 1, messages: 2 },
        NOTHING,
      ]);
    });

    it("forgets a person once, and nobody else", async () => {
      const { stores } = current();
      const [{ id, other }, bystander] = [await someAdmin(stores), await someAdmin(stores)];
      const before = await stores.privacy.collect(bystander.id);

      const forgotten = [
        await stores.privacy.forget(id, { pseudonym }),
        await stores.privacy.forget(id, { pseudonym }),
      ];

      expect(forgotten).to.deep.equal([
        {
          ...{
            methods: 1,
            backupCodes: 2,
            passkeyHandles: 1,
            guesses: 2,
            gracePeriods: 1,
            policyRules: 1,
            recoveries: 1,
          },
          ...{ trustedDevices: 1, sessions: 3, deliveries: 3, messages: 4, mentions: 3 },
        },
        NOTHING,
      ]);
      expect((await stores.recoveries.openOf(other))?.requestedBy).to.equal(pseudonym);
      expect(await stores.privacy.collect(bystander.id)).to.deep.equal(before);
    });

    it("forgets all of it, or nothing, with the transaction that it is in", async () => {
      const { stores } = current();
      const { id } = await someAdmin(stores);

      const work = stores.transaction(async (within) => {
        await within.privacy.forget(id, { pseudonym });
        throw new Error("no");
      });

      expect(await work.catch((error: unknown) => String(error))).to.equal("Error: no");
      expect(await stores.methods.list(id)).to.have.lengthOf(1);
      expect((await stores.privacy.collect(id)).devices).to.have.lengthOf(1);
    });
  });
}
