import type { ClaimedMessage, OutboxMessage } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";

const KIND = "contract";

export function describeOutboxStore(name: string, current: () => OpenStores): void {
  describe(`OutboxStore on ${name}`, () => {
    let userId = "";
    beforeEach(() => (userId = `o'Brien ${randomUUID()}`));
    // Nobody else on this database should find them due.
    afterEach(() => current().stores.outbox.cancel(userId, KIND));

    function newMessage(more: Partial<OutboxMessage> = {}): OutboxMessage {
      return {
        id: randomUUID(),
        userId,
        key: randomUUID(),
        kind: KIND,
        channel: "email",
        to: "sealed",
        methodId: randomUUID(),
        data: { device: "Firefox 128 🦉", nested: { none: null } },
        language: "tr",
        // Long due: older than anything that another suite may have left.
        sendAt: new Date(86_400_000),
        ...more,
      };
    }
    const inSeconds = (seconds: number): Date => new Date(current().clock.now().getTime() + seconds * 1000);

    async function added(...messages: readonly OutboxMessage[]): Promise<void> {
      await current().stores.outbox.add(messages);
    }

    async function claim(limit = 1000, leaseSeconds = 60): Promise<readonly ClaimedMessage[]> {
      return (await current().stores.outbox.claim(limit, leaseSeconds)).filter((each) => each.userId === userId);
    }

    const idsOf = (messages: readonly OutboxMessage[]): readonly string[] => messages.map(({ id }) => id);

    it("hands out what was put in, and counts the try", async () => {
      const [one, two] = [newMessage(), newMessage({ methodId: null, channel: "sms", data: {} })];
      await added(one, two);

      const claimed = await claim();

      expect(claimed).to.have.deep.members([
        { ...one, attempts: 1 },
        { ...two, attempts: 1 },
      ]);
    });

    it("gives each message to one of 50 parallel claims", async () => {
      const messages = Array.from({ length: 100 }, () => newMessage());
      await added(...messages);

      const claims = await Promise.all(Array.from({ length: 50 }, () => claim(5)));

      expect(idsOf(claims.flat())).to.have.members(idsOf(messages));
    });

    it("hands out as many as asked for, oldest first", async () => {
      const [old, older, oldest] = [3, 2, 1].map((day) => newMessage({ sendAt: new Date(day * 1000) }));
      await added(old!, oldest!, older!);

      const claimed = [await claim(2), await claim(1)];

      expect(claimed.map(idsOf)).to.deep.equal([[oldest!.id, older!.id], [old!.id]]);
    });

    it("hands out at once what has no time, whatever the clock of the process says", async () => {
      const { clock } = current();
      const message = newMessage({ sendAt: null });
      clock.skew(-3600);
      await added(message);

      const claimed = await claim();
      clock.skew(3600);

      expect(idsOf(claimed)).to.deep.equal([message.id]);
      expect(Math.abs((claimed[0]?.sendAt.getTime() ?? 0) - Date.now() - clock.offsetMs)).to.be.below(60_000);
    });

    it("hands out nothing before its time", async () => {
      const { clock } = current();
      const message = newMessage({ sendAt: inSeconds(120) });
      await added(message);

      const early = await claim();
      clock.travel(150);

      expect(early).to.deep.equal([]);
      expect(await claim()).to.deep.equal([{ ...message, attempts: 1 }]);
    });

    it("gives a message to another one when whoever had it is gone", async () => {
      const { clock } = current();
      const message = newMessage();
      await added(message);
      await claim(1000, 60);

      clock.travel(55);
      const during = await claim();
      clock.travel(6);

      expect(during).to.deep.equal([]);
      expect(await claim()).to.deep.equal([{ ...message, attempts: 2 }]);
    });

    it("takes a key once, also of many in one call, in parallel calls and after it went out", async () => {
      const { outbox } = current().stores;
      const message = newMessage();
      const same = (): OutboxMessage => ({ ...newMessage(), key: message.key });
      await added(message, same());
      await Promise.all(Array.from({ length: 20 }, () => added(same(), newMessage())));

      const claimed = await claim();
      await outbox.finish(message.id, "sent");
      await added(same(), message);

      expect(claimed).to.have.lengthOf(21);
      expect(idsOf(claimed)).to.include(message.id);
      expect(await claim()).to.deep.equal([]);
    });

    it("refuses an id under another key, rather than to lose the message", async () => {
      const message = newMessage();
      await added(message);

      const error: unknown = await added({ ...message, key: randomUUID() }).catch((refusal: unknown) => refusal);

      expect(error).to.be.instanceOf(Error);
    });

    it("keeps messages only with the transaction that they tell of", async () => {
      const { stores } = current();
      const [lost, kept] = [newMessage(), newMessage()];
      const failing = stores.transaction(async ({ outbox }) => {
        await outbox.add([lost]);
        throw new Error("no");
      });
      await failing.catch(() => undefined);

      await stores.transaction(({ outbox }) => outbox.add([kept]));

      expect(idsOf(await claim())).to.deep.equal([kept.id]);
    });

    it("tries again later, and not before", async () => {
      const { stores, clock } = current();
      const message = newMessage();
      await added(message);
      await claim(1000, 3600);
      await stores.outbox.retry(message.id, 300);

      clock.travel(295);
      const early = await claim();
      clock.travel(6);

      const [again] = await claim();
      expect(early).to.deep.equal([]);
      expect(again).to.include({ id: message.id, attempts: 2 });
    });

    for (const outcome of ["sent", "failed"] as const)
      it(`hands out nothing again that was finished as ${outcome}`, async () => {
        const { stores, clock } = current();
        const message = newMessage();
        await added(message);
        await claim();
        await stores.outbox.finish(message.id, outcome);

        await stores.outbox.retry(message.id, 0);
        clock.travel(86_400);

        expect(await claim()).to.deep.equal([]);
      });

    it("cancels what has not gone out, of one kind and user", async () => {
      const { outbox } = current().stores;
      const [own, otherKind, otherUser] = [
        newMessage(),
        newMessage({ kind: "other" }),
        newMessage({ userId: "other" }),
      ];
      await added(own, otherKind, otherUser);

      await outbox.cancel(userId, KIND);

      const claimed = idsOf(await outbox.claim(1000, 60));
      for (const { id } of [otherKind, otherUser]) await outbox.finish(id, "sent");
      expect(claimed).to.include.members([otherKind.id, otherUser.id]).and.not.to.include(own.id);
    });

    it("cancels nothing that went out: its key stays known", async () => {
      const { outbox } = current().stores;
      const message = newMessage();
      await added(message);
      await outbox.finish(message.id, "sent");

      await outbox.cancel(userId, KIND);

      await added({ ...message, id: randomUUID() });
      expect(await claim()).to.deep.equal([]);
    });

    it("forgets what was finished before the retention, and nothing that still has to go out", async () => {
      const { stores, clock } = current();
      const [waiting, old, young] = [newMessage(), newMessage(), newMessage()];
      await added(waiting, old, young);
      await stores.outbox.finish(old.id, "sent");
      clock.travel(5 * 86_400);
      await stores.outbox.finish(young.id, "failed");
      clock.travel(86_400);

      const removed = await Promise.all([1, 2].map(() => stores.outbox.cleanUp(5)));

      await added({ ...young, id: randomUUID() }, { ...old, id: randomUUID() });
      expect(removed.reduce((sum, each) => sum + each, 0)).to.be.at.least(1);
      expect((await claim()).map(({ key }) => key)).to.have.members([waiting.key, old.key]);
    });
  });
}
