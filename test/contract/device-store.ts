import type { DeviceRecord, NewDevice } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { newMethod, type OpenStores } from "./durable-stores.ts";
import { FIREFOX, newDevice, shownToken } from "./new-device.ts";

const DAY = 86_400;
const RULE = { max: 10, replaces: [] } as const;

export function describeDeviceStore(name: string, current: () => OpenStores): void {
  describe(`DeviceStore on ${name}`, () => {
    let userId = "";
    beforeEach(() => (userId = `o'Brien "; -- ${randomUUID()} 🦉`));

    /** One a second, so that they have an order. */
    async function trusted(more: Partial<NewDevice> = {}): Promise<NewDevice> {
      const device = newDevice(userId, more);
      current().clock.travel(1);
      await current().stores.devices.trust(device, RULE);
      return device;
    }
    const idsOf = (devices: readonly { readonly id: string }[]): readonly string[] => devices.map(({ id }) => id);
    const listed = async (): Promise<readonly string[]> =>
      idsOf(await current().stores.devices.list(userId, ["stamp"]));
    const end = (device: NewDevice): Promise<readonly DeviceRecord[]> =>
      current().stores.devices.end(userId, { id: device.id }, "revoked_by_user");

    it("keeps what it is given, and no more of the token than hashes", async () => {
      const { devices } = current().stores;
      const given = newDevice(userId, { tenantId: "acme", trustedBy: "backup_code" });

      const { device, ended } = await devices.trust(given, RULE);

      const { family, token, stamp, days, ...kept } = given;
      expect(device).to.deep.include({ ...kept, last: FIREFOX, uses: 0, failures: 0, lastUsedAt: null, endedAt: null });
      expect(device.expiresAt.getTime() - device.createdAt.getTime()).to.equal(days * DAY * 1000);
      expect(await devices.find(given.id)).to.deep.equal(device);
      expect(Object.values(device)).not.to.include.members([family, token, stamp]);
      expect(ended).to.deep.equal([]);
    });

    it("lists the trusts of one user that hold, the newest first", async () => {
      const [old, gone, young] = [await trusted(), await trusted(), await trusted()];
      await end(gone);
      await current().stores.devices.trust(newDevice(randomUUID()), RULE);

      expect(await listed()).to.deep.equal([young.id, old.id]);
    });

    it("ends a trust on its day, to the second", async () => {
      const { clock } = current();
      const device = await trusted({ days: 30 });
      clock.travel(30 * DAY - 5);
      const before = await listed();
      clock.travel(6);

      const after = await listed();

      expect([before, after]).to.deep.equal([[device.id], []]);
    });

    it("lists nothing under another stamp, or after what the user has has changed", async () => {
      const { devices, methods } = current().stores;
      const device = await trusted();
      const strange = await devices.list(userId, ["another", "one"]);
      const right = await devices.list(userId, ["another", "stamp"]);
      await methods.add(newMethod(userId), { maxPerType: 5 });

      const after = [await listed(), await devices.idsOf(userId, [device.family])];

      expect([idsOf(strange), idsOf(right), after]).to.deep.equal([[], [device.id], [[], []]]);
    });

    it("knows which trusts the families of a user belong to, as long as they hold", async () => {
      const { devices } = current().stores;
      const [one, gone, old, other] = [await trusted(), await trusted(), await trusted({ days: 1 }), await trusted()];
      await end(gone);
      current().clock.travel(DAY + 1);
      const shown = [one.family, gone.family, old.family, "nobody's"];

      const answers = [await devices.idsOf(userId, shown), await devices.idsOf(randomUUID(), [other.family])];

      expect(answers).to.deep.equal([[one.id], []]);
    });

    it("ends the trusts that a new one replaces, and nobody else's", async () => {
      const { devices } = current().stores;
      const [old, other, stranger] = [await trusted(), await trusted(), newDevice(randomUUID())];
      await devices.trust(stranger, RULE);
      const next = newDevice(userId);

      const { ended } = await devices.trust(next, { max: 10, replaces: [old.family, stranger.family, next.family] });

      expect(ended.map(({ id, endReason }) => [id, endReason])).to.deep.equal([[old.id, "replaced"]]);
      expect(await listed()).to.deep.equal([next.id, other.id]);
      expect(await devices.find(stranger.id)).to.include({ endedAt: null });
    });

    it("ends the oldest ones beyond the cap, of which those that are replaced are none", async () => {
      const { devices } = current().stores;
      const all = [await trusted(), await trusted(), await trusted(), await trusted()];
      const next = newDevice(userId);

      const { ended } = await devices.trust(next, { max: 3, replaces: [all[3]?.family ?? ""] });

      expect(ended.map(({ id, endReason }) => [id, endReason])).to.deep.equal([
        [all[0]?.id, "too_many"],
        [all[3]?.id, "replaced"],
      ]);
      expect(await listed()).to.deep.equal([next.id, all[2]?.id, all[1]?.id]);
    });

    it("counts no trust that has ended or run out against the cap", async () => {
      const { devices } = current().stores;
      const [short, gone, kept] = [await trusted({ days: 1 }), await trusted(), await trusted()];
      await end(gone);
      current().clock.travel(DAY + 1);

      const { ended } = await devices.trust(newDevice(userId), { max: 2, replaces: [short.family, gone.family] });

      expect(ended).to.deep.equal([]);
      expect(await listed())
        .to.include(kept.id)
        .and.to.have.lengthOf(2);
    });

    it("leaves no more than the cap alive of 20 that are trusted at once", async () => {
      const { devices } = current().stores;
      const given = Array.from({ length: 20 }, () => newDevice(userId));

      const outcomes = await Promise.all(given.map((device) => devices.trust(device, { max: 3, replaces: [] })));

      const ended = idsOf(outcomes.flatMap((each) => each.ended));
      expect(await listed()).to.have.lengthOf(3);
      expect([...ended, ...(await listed())]).to.have.members(idsOf(given));
    });

    it("ends a trust once, and as its owner", async () => {
      const { devices } = current().stores;
      const device = await trusted();
      const strange = await devices.end(randomUUID(), { id: device.id }, "revoked_by_user");

      const ended = await Promise.all(
        Array.from({ length: 20 }, () => devices.end(userId, { id: device.id }, "compromised")),
      );

      const [first] = ended.flat();
      expect([strange.length, ended.flat().length]).to.deep.equal([0, 1]);
      expect(first).to.include({ id: device.id, endReason: "compromised" });
      expect(await devices.find(device.id)).to.deep.equal(first);
    });

    it("leaves what has ended or run out as it ended", async () => {
      const { devices } = current().stores;
      const [gone, short, kept] = [await trusted(), await trusted({ days: 1 }), await trusted()];
      await end(gone);
      current().clock.travel(DAY + 1);

      const ended = await devices.end(userId, "all", "mfa_reset");

      expect(ended.map(({ id, endReason }) => [id, endReason])).to.deep.equal([[kept.id, "mfa_reset"]]);
      expect(await devices.find(gone.id)).to.include({ endReason: "revoked_by_user" });
      expect(await devices.find(short.id)).to.include({ endReason: null, endedAt: null });
    });

    it("ends all of a user, those that are void as well, and nobody else's", async () => {
      const { devices, methods } = current().stores;
      const [one, two, other] = [await trusted(), await trusted(), newDevice(randomUUID())];
      await devices.trust(other, RULE);
      await methods.add(newMethod(userId), { maxPerType: 5 });

      const ended = await devices.end(userId, "all", "factor_changed");

      expect(idsOf(ended)).to.deep.equal([two.id, one.id]);
      expect(await devices.find(other.id)).to.include({ endedAt: null });
    });

    it("gives and ends trust at the same time, 20 times over", async () => {
      const { devices } = current().stores;
      for (let round = 0; round < 20; round += 1) {
        const old = Array.from({ length: 8 }, () => newDevice(userId));
        for (const device of old) await devices.trust(device, RULE);
        const replaces = old.map(({ family }) => family);

        await Promise.all([
          ...Array.from({ length: 3 }, () => devices.trust(newDevice(userId), { max: 10, replaces })),
          ...Array.from({ length: 3 }, () => devices.end(userId, "all", "revoked_by_user")),
        ]);

        expect((await listed()).length).to.be.at.most(3);
      }
    });

    it("counts wrong factors, for the owner's device alone", async () => {
      const { devices } = current().stores;
      const [one, other] = [await trusted(), await trusted()];

      await Promise.all(Array.from({ length: 10 }, () => devices.fail(userId, one.id)));
      await devices.fail(randomUUID(), other.id);
      await devices.fail(userId, "no id");

      const failures = [one, other].map(async ({ id }) => (await devices.find(id))?.failures);
      expect(await Promise.all(failures)).to.deep.equal([10, 0]);
    });

    it("knows no device by a handle that is none", async () => {
      const { devices } = current().stores;

      const answers = [
        await devices.find("../1"),
        await devices.find(randomUUID()),
        ...(await devices.end(userId, { id: "'" }, "revoked_by_user")),
      ];

      expect(answers).to.deep.equal([undefined, undefined]);
    });

    it("forgets what ended or ran out before the retention, and nothing else", async () => {
      const { stores, clock } = current();
      const [ended, short, late, long] = [
        await trusted(),
        await trusted({ days: 1 }),
        await trusted(),
        await trusted(),
      ];
      await end(ended);
      clock.travel(5 * DAY);
      await end(late);
      clock.travel(2 * DAY);

      const removed = await stores.devices.cleanUp(5);

      const left = await Promise.all([ended, short, late, long].map(({ id }) => stores.devices.find(id)));
      expect(left.map((device) => device !== undefined)).to.deep.equal([false, false, true, true]);
      expect(removed).to.be.at.least(2);
      expect(await stores.devices.recognise(shownToken(long))).to.include({ outcome: "recognised" });
    });
  });
}
