import type { AdminStats } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { newCodes, newMethod, SCHEDULE, type OpenStores } from "./durable-stores.ts";

export function describeStatsStore(name: string, current: () => OpenStores): void {
  /** What the figures have grown by. */
  async function growth(change: () => Promise<unknown>): Promise<Partial<AdminStats>> {
    const { stats } = current().stores;
    const before = await stats.read();
    await change();
    const after = await stats.read();
    const grown = Object.entries(after).flatMap(([figure, value]) => {
      const old = before[figure as keyof AdminStats];
      return typeof value === "number" && typeof old === "number" && value !== old ? [[figure, value - old]] : [];
    });
    return Object.fromEntries(grown) as Partial<AdminStats>;
  }

  describe(`StatsStore on ${name}`, () => {
    it("counts users who have a method once, and their methods by type", async () => {
      const { methods, stats } = current().stores;
      const userId = randomUUID();
      const settings = { usage: "passkey" };
      const key = { type: "webauthn", settings, credential: { id: randomUUID(), signCount: 0 } } as const;
      const before = (await stats.read()).methods;

      const grown = await growth(async () => {
        await methods.add(newMethod(userId), { maxPerType: 5 });
        await methods.add(newMethod(userId, key), { maxPerType: 5 });
      });

      const after = (await stats.read()).methods;
      expect(grown).to.deep.equal({ enrolledUsers: 1, passkeys: 1 });
      expect((after.totp ?? 0) - (before.totp ?? 0)).to.equal(1);
      expect((after.webauthn ?? 0) - (before.webauthn ?? 0)).to.equal(1);
    });

    it("counts backup codes, and who has few", async () => {
      const { backupCodes } = current().stores;
      const never = { expiresInSeconds: null };

      const grown = await growth(async () => {
        await backupCodes.replace(randomUUID(), newCodes(10), never);
        await backupCodes.replace(randomUUID(), newCodes(3), never);
      });

      expect(grown).to.deep.equal({ backupCodes: 13, usersLowOnBackupCodes: 1 });
    });

    it("counts users who must enroll, until they have", async () => {
      const { grace, methods } = current().stores;
      const [running, over] = [randomUUID(), randomUUID()];

      const grown = await growth(async () => {
        await grace.begin(running, 7);
        await grace.begin(over, 0);
      });
      const enrolled = await growth(() => methods.add(newMethod(running), { maxPerType: 5 }));

      expect(grown).to.deep.equal({ usersInGrace: 1, usersPastGrace: 1 });
      expect(enrolled).to.deep.equal({ enrolledUsers: 1, usersInGrace: -1 });
    });

    it("counts users whose next guess has to wait", async () => {
      const { failures } = current().stores;
      const userId = randomUUID();

      const grown = await growth(async () => {
        for (let guess = 0; guess < 6; guess += 1) await failures.charge(userId, SCHEDULE);
      });

      expect(grown).to.deep.equal({ waitingUsers: 1 });
    });
  });
}
