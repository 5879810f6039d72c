import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf, newCodes, type OpenStores } from "./durable-stores.ts";

const FOREVER = { expiresInSeconds: null } as const;

export function describeBackupCodeStore(name: string, current: () => OpenStores): void {
  describe(`BackupCodeStore on ${name}`, () => {
    it("finds the one code with these look-up bits, and counts what is left", async () => {
      const { backupCodes } = current().stores;
      const userId = randomUUID();
      const codes = newCodes();
      await backupCodes.replace(userId, codes, FOREVER);

      const found = await backupCodes.find(userId, 3);

      expect(found).to.deep.equal(codes[3]);
      expect(await backupCodes.find(userId, 200)).to.equal(undefined);
      expect(await backupCodes.find(randomUUID(), 3)).to.equal(undefined);
      expect(await backupCodes.count(userId)).to.include({ remaining: 10, expiresAt: null });
    });

    it("gives a code to one of 100 parallel requests", async () => {
      const { backupCodes } = current().stores;
      const userId = randomUUID();
      const codes = newCodes();
      await backupCodes.replace(userId, codes, FOREVER);

      const winners = await countOf(() => backupCodes.spend(userId, codes[0]?.id ?? ""));

      expect(winners).to.equal(1);
      expect((await backupCodes.count(userId)).remaining).to.equal(9);
      expect(await backupCodes.find(userId, 0)).to.equal(undefined);
    });

    it("gives nobody another user's code", async () => {
      const { backupCodes } = current().stores;
      const userId = randomUUID();
      const codes = newCodes();
      await backupCodes.replace(userId, codes, FOREVER);

      expect(await backupCodes.spend(randomUUID(), codes[0]?.id ?? "")).to.equal(false);
    });

    it("puts a new generation in the place of the old one, in parallel as well", async () => {
      const { backupCodes } = current().stores;
      const userId = randomUUID();
      const generations = [newCodes(), newCodes(), newCodes()];

      await Promise.all(generations.map((codes) => backupCodes.replace(userId, codes, FOREVER)));

      const live = await Promise.all(
        generations.map(async (codes) => (await backupCodes.find(userId, 0))?.id === codes[0]?.id),
      );
      expect((await backupCodes.count(userId)).remaining).to.equal(10);
      expect(live.filter(Boolean)).to.have.lengthOf(1);
    });

    it("lets codes expire by the database's clock", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      const codes = newCodes();
      await stores.backupCodes.replace(userId, codes, { expiresInSeconds: 60 });

      clock.travel(61);

      expect(await stores.backupCodes.find(userId, 0)).to.equal(undefined);
      expect(await stores.backupCodes.spend(userId, codes[0]?.id ?? "")).to.equal(false);
      expect((await stores.backupCodes.count(userId)).remaining).to.equal(0);
    });

    it("has nothing left after clear", async () => {
      const { backupCodes } = current().stores;
      const userId = randomUUID();
      await backupCodes.replace(userId, newCodes(), FOREVER);

      await backupCodes.clear(userId);

      expect(await backupCodes.count(userId)).to.deep.equal({ remaining: 0, generatedAt: null, expiresAt: null });
    });
  });
}
