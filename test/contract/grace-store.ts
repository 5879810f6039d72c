import type { Grace } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";

const DAY = 86_400;

export function describeGraceStore(name: string, current: () => OpenStores): void {
  describe(`GraceStore on ${name}`, () => {
    let userId = "";
    beforeEach(() => (userId = `o'Brien ${randomUUID()}`));

    const begin = (days: number): Promise<Grace & { readonly isNew: boolean }> =>
      current().stores.grace.begin(userId, days);
    const extend = (days: number): Promise<Grace> =>
      current().stores.grace.extend(userId, { days, by: "ada", reason: "on leave" });
    const daysOf = ({ startedAt, deadline }: Grace): number =>
      (deadline.getTime() - startedAt.getTime()) / (DAY * 1000);

    it("begins once a user, for one of 50 parallel callers", async () => {
      const begun = await Promise.all(Array.from({ length: 50 }, () => begin(7)));

      const starts = new Set(begun.map(({ startedAt }) => startedAt.getTime()));

      expect(begun.filter(({ isNew }) => isNew)).to.have.lengthOf(1);
      expect([...starts]).to.have.lengthOf(1);
      expect(begun[0]).to.include({ userId, isOver: false, isExtended: false });
    });

    it("is over after seven days, to the second, and begins never again", async () => {
      const { clock } = current();
      const first = await begin(7);
      clock.travel(7 * DAY - 5);
      const before = await begin(7);
      clock.travel(6);

      const after = await begin(7);

      expect([first, before, after].map(({ isOver, isNew }) => [isOver, isNew])).to.deep.equal([
        [false, true],
        [false, false],
        [true, false],
      ]);
      expect(after).to.deep.include({ startedAt: first.startedAt, deadline: first.deadline });
    });

    it("goes by the database's clock, whatever the one of the process says", async () => {
      const { clock } = current();
      await begin(7);
      clock.skew(30 * DAY);

      const grace = await begin(7);
      clock.skew(-30 * DAY);

      expect(grace.isOver).to.equal(false);
    });

    it("is none at all with no days", async () => {
      const grace = await begin(0);

      expect(grace).to.include({ isNew: true, isOver: true });
      expect(daysOf(grace)).to.equal(0);
    });

    it("is as short as the strictest policy, and as long as the first at most", async () => {
      const { stores } = current();
      await begin(7);

      const found = [await begin(3), await begin(30), await begin(0)];

      expect(found.map(daysOf)).to.deep.equal([3, 7, 0]);
      expect(found.map(({ isOver }) => isOver)).to.deep.equal([false, false, true]);
      expect((await stores.grace.peek([userId])).map(daysOf)).to.deep.equal([7]);
    });

    it("shows those that have begun, with the deadline that was set", async () => {
      const { stores, clock } = current();
      const { isNew: _, ...mine } = await begin(2);
      const other = randomUUID();
      await stores.grace.begin(other, 9);
      clock.travel(3 * DAY);

      const found = await stores.grace.peek([other, userId, randomUUID()]);

      expect(found.map((grace) => grace.userId)).to.have.members([userId, other]);
      expect(found.find((grace) => grace.userId === userId)).to.deep.equal({ ...mine, isOver: true });
      expect(found.find((grace) => grace.userId === other)).to.include({ isOver: false });
      expect(await stores.grace.peek([])).to.deep.equal([]);
    });

    it("counts an extension from now, and no policy cuts it short", async () => {
      const { clock } = current();
      await begin(7);
      clock.travel(10 * DAY);

      const extended = await extend(5);

      expect(extended).to.include({ isOver: false, isExtended: true });
      expect(daysOf(extended)).to.be.within(15, 15.01);
      expect(await begin(1)).to.deep.equal({ ...extended, isNew: false });
      clock.travel(5 * DAY + 1);
      expect(await begin(30)).to.include({ isOver: true, isExtended: true });
    });

    it("makes no deadline an earlier one", async () => {
      const { deadline } = await begin(7);

      const extended = await extend(1);

      expect(extended).to.deep.include({ deadline, isExtended: true });
    });

    it("keeps the longest of 20 parallel extensions", async () => {
      await begin(1);

      await Promise.all(Array.from({ length: 20 }, (_, index) => extend(20 - index)));

      const [grace] = await current().stores.grace.peek([userId]);
      expect(grace && daysOf(grace)).to.be.within(20, 20.01);
    });

    it("extends what has not begun, and has begun by that", async () => {
      const extended = await extend(10);

      const found = await begin(7);

      expect(daysOf(extended)).to.equal(10);
      expect(found).to.deep.equal({ ...extended, isNew: false });
    });
  });
}
