import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { SCHEDULE, type OpenStores } from "./durable-stores.ts";

export function describeFailureStore(name: string, current: () => OpenStores): void {
  describe(`FailureStore on ${name}`, () => {
    const waitOf = async (userId: string): Promise<number> =>
      (await current().stores.failures.count(userId, SCHEDULE)).waitSeconds;

    it("allows five of 100 parallel guesses", async () => {
      const { failures } = current().stores;
      const userId = randomUUID();

      const charges = await Promise.all(Array.from({ length: 100 }, () => failures.charge(userId, SCHEDULE)));

      const allowed = charges.flatMap((charge) => (charge.allowed ? [charge.failures] : []));
      expect(allowed.sort()).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it("refuses none of four parallel guesses, in whatever order they line up", async () => {
      const { failures } = current().stores;
      const four = (userId: string): Promise<readonly boolean[]> =>
        Promise.all(Array.from({ length: 4 }, async () => (await failures.charge(userId, SCHEDULE)).allowed));
      const answers: boolean[] = [];

      for (let round = 0; round < 40; round += 1) {
        const userId = randomUUID();
        answers.push(...(await four(userId)));
        await failures.reset(userId);
        answers.push(...(await four(userId)));
      }

      expect(answers.filter((allowed) => !allowed)).to.deep.equal([]);
    });

    it("doubles the wait with each failure, up to an hour", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      for (let guess = 0; guess < 5; guess += 1) await stores.failures.charge(userId, SCHEDULE);
      const waits = [];
      for (let guess = 0; guess < 9; guess += 1) {
        const wait = await waitOf(userId);
        waits.push(wait);
        clock.travel(wait);
        await stores.failures.charge(userId, SCHEDULE);
      }

      expect(waits).to.deep.equal([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    });

    it("charges nothing while the user waits, and says for how long", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      for (let guess = 0; guess < 5; guess += 1) await stores.failures.charge(userId, SCHEDULE);
      for (let guess = 0; guess < 20; guess += 1) await stores.failures.charge(userId, SCHEDULE);

      const early = await stores.failures.charge(userId, SCHEDULE);
      clock.travel(31);
      const later = await stores.failures.charge(userId, SCHEDULE);

      expect(early).to.include({ allowed: false }).and.to.have.property("retryAfterSeconds").that.is.within(28, 30);
      expect(later).to.deep.equal({ allowed: true, failures: 6, recent: 6 });
    });

    it("allows 34 guesses in a day of trying every second", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      let evaluated = 0;
      for (let seconds = 0; seconds < 86_400;) {
        const charge = await stores.failures.charge(userId, SCHEDULE);
        const step = charge.allowed ? 1 : charge.retryAfterSeconds;
        evaluated += charge.allowed ? 1 : 0;
        clock.travel(step);
        seconds += step;
      }

      expect(evaluated).to.be.at.most(34).and.at.least(30);
    });

    it("goes on counting through two hundred failures without an overflow, where nothing is capped", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      for (let guess = 0; guess < 200; guess += 1) {
        await stores.failures.charge(userId, SCHEDULE, { isCapped: false });
        clock.travel(3601);
      }

      const next = await stores.failures.charge(userId, SCHEDULE, { isCapped: false });

      expect(next).to.include({ allowed: true, failures: 201 });
    });

    it("is off after a hundred in a row, but for what is not capped", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      for (let guess = 0; guess < 100; guess += 1) {
        await stores.failures.charge(userId, SCHEDULE);
        clock.travel(3601);
      }

      const capped = await stores.failures.charge(userId, SCHEDULE);
      const other = await stores.failures.charge(userId, SCHEDULE, { isCapped: false });

      expect(capped).to.deep.equal({ allowed: false, isOff: true, retryAfterSeconds: 3600 });
      expect(other).to.include({ allowed: true, failures: 101 });
    });

    it("remembers the failures of thirty days through every success", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      let looked = 0;
      let day = 0;
      for (; looked === day * 30 && day < 20; day += 1) {
        for (let guess = 0; guess < 30; guess += 1) {
          const { allowed } = await stores.failures.charge(userId, { ...SCHEDULE, baseWaitSeconds: 0 });
          looked += allowed ? 1 : 0;
        }
        await stores.failures.charge(userId, SCHEDULE, { isCapped: false });
        await stores.failures.reset(userId);
        clock.travel(86_400);
      }

      expect([looked, day]).to.deep.equal([200, 7]);
      clock.travel(30 * 86_400);
      expect(await stores.failures.charge(userId, SCHEDULE)).to.deep.equal({ allowed: true, failures: 1, recent: 1 });
    });

    it("forgets everything where an admin says so", async () => {
      const { failures } = current().stores;
      const userId = randomUUID();
      for (let guess = 0; guess < 5; guess += 1) await failures.charge(userId, SCHEDULE);

      await failures.forget(userId);

      expect(await failures.count(userId, SCHEDULE)).to.deep.equal({ inARow: 0, recent: 0, waitSeconds: 0 });
    });

    it("lets one of ten parallel callers send a notice, and the next one after an hour", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      await stores.failures.charge(userId, SCHEDULE);
      const claim = (): Promise<boolean> => stores.failures.claimNotice(userId, 3600);

      const claims = await Promise.all(Array.from({ length: 10 }, claim));
      clock.travel(3540);
      const early = await claim();
      clock.travel(61);

      expect(claims.filter(Boolean)).to.have.lengthOf(1);
      expect([early, await claim()]).to.deep.equal([false, true]);
    });

    it("takes one charge back, with the wait that it had started", async () => {
      const { failures } = current().stores;
      const userId = randomUUID();
      for (let guess = 0; guess < 5; guess += 1) await failures.charge(userId, SCHEDULE);

      await failures.refund(userId, SCHEDULE);

      expect(await waitOf(userId)).to.equal(0);
      expect(await failures.charge(userId, SCHEDULE)).to.deep.equal({ allowed: true, failures: 5, recent: 5 });
    });

    it("takes back no wait that other charges have earned", async () => {
      const { stores, clock } = current();
      const userId = randomUUID();
      for (let guess = 0; guess < 5; guess += 1) await stores.failures.charge(userId, SCHEDULE);
      clock.travel(31);
      await stores.failures.charge(userId, SCHEDULE);

      await stores.failures.refund(userId, SCHEDULE);

      expect(await waitOf(userId)).to.be.within(55, 60);
    });

    it("starts anew after reset, and for this user alone", async () => {
      const { failures } = current().stores;
      const [mine, theirs] = [randomUUID(), randomUUID()];
      for (const userId of [mine, theirs])
        for (let guess = 0; guess < 5; guess += 1) await failures.charge(userId, SCHEDULE);

      await failures.reset(mine);

      expect(await waitOf(mine)).to.equal(0);
      expect(await waitOf(theirs)).to.be.within(28, 30);
    });
  });
}
