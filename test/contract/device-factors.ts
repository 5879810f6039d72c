import type { DurableStores, NewDevice, Recognition } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { newCodes, newMethod, type OpenStores } from "./durable-stores.ts";
import { newDevice, shownToken, worthOf } from "./new-device.ts";

export function describeDeviceFactors(name: string, current: () => OpenStores): void {
  describe(`A trusted device and what its user has, on ${name}`, () => {
    let device: NewDevice;
    const method = (): ReturnType<typeof newMethod> => newMethod(device.userId);
    const recognise = (): Promise<Recognition> => current().stores.devices.recognise(shownToken(device));

    /** A user with methods, backup codes and a trusted device. */
    beforeEach(async () => {
      const { devices, methods, backupCodes } = current().stores;
      device = newDevice(randomUUID());
      for (let count = 0; count < 3; count += 1) await methods.add(method(), { maxPerType: 5 });
      await backupCodes.replace(device.userId, newCodes(), { expiresInSeconds: null });
      await devices.trust(device, { max: 10, replaces: [] });
    });

    async function removeOne({ methods }: DurableStores): Promise<void> {
      const [one] = await methods.list(device.userId);
      await methods.remove(device.userId, { methodId: one?.id ?? "" }, { keepOneOf: undefined });
    }
    const CHANGES: Readonly<Record<string, (stores: DurableStores) => Promise<unknown>>> = {
      "a method was added": ({ methods }) => methods.add(method(), { maxPerType: 5 }),
      "a method was removed": removeOne,
      "all methods were removed": ({ methods }) => methods.remove(device.userId, "all", { keepOneOf: undefined }),
      "a method was changed for another": async (inner) => {
        await removeOne(inner);
        await inner.methods.add(method(), { maxPerType: 5 });
      },
      "the backup codes were replaced": ({ backupCodes }) =>
        backupCodes.replace(device.userId, newCodes(), { expiresInSeconds: null }),
      "the backup codes were removed": ({ backupCodes }) => backupCodes.clear(device.userId),
    };
    for (const [what, change] of Object.entries(CHANGES)) {
      it(`trusts no longer when ${what}`, async () => {
        const { stores } = current();

        const within = await stores.transaction(async (inner) => {
          await change(inner);
          return inner.devices.recognise(shownToken(device));
        });

        expect(within).to.deep.equal({ outcome: "refused", reason: "void" });
        expect(worthOf(await recognise())).to.equal("void");
      });

      it(`still trusts when ${what}, but not for good`, async () => {
        const { stores } = current();
        const failing = stores.transaction(async (inner) => {
          await change(inner);
          throw new Error("no");
        });
        await failing.catch(() => undefined);

        expect(worthOf(await recognise())).to.equal("rotated");
      });
    }

    it("still trusts after codes were used, and methods were used and renamed", async () => {
      const { methods, backupCodes } = current().stores;
      for (const { lookup } of newCodes()) {
        const code = await backupCodes.find(device.userId, lookup);
        expect(await backupCodes.spend(device.userId, code?.id ?? "")).to.equal(true);
      }
      for (const { id } of await methods.list(device.userId)) {
        await methods.update(device.userId, id, { name: "New", preferred: true });
        await methods.advance({ methodId: id, userId: device.userId, step: 5 });
      }

      expect(worthOf(await recognise())).to.equal("rotated");
    });

    it("asks nothing of what others have", async () => {
      const { methods, backupCodes } = current().stores;
      const stranger = randomUUID();

      await methods.add(newMethod(stranger), { maxPerType: 5 });
      await backupCodes.replace(stranger, newCodes(), { expiresInSeconds: null });

      expect(worthOf(await recognise())).to.equal("rotated");
    });
  });
}
