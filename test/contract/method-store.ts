import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf, newMethod, type OpenStores } from "./durable-stores.ts";

const FEW = { maxPerType: 3 } as const;

export function describeMethodStore(name: string, current: () => OpenStores): void {
  describe(`MethodStore on ${name}`, () => {
    it("returns what was added, oldest first", async () => {
      const { methods } = current().stores;
      const userId = `o'Brien "; DROP TABLE mfa_methods; -- ${randomUUID()} 🦉`;
      const [one, two] = [
        newMethod(userId, { id: "01900000-0000-7000-8000-" + randomUUID().slice(24) }),
        newMethod(userId, { id: "01900000-0001-7000-8000-" + randomUUID().slice(24), name: "Tablet" }),
      ];

      const added = [await methods.add(one, FEW), await methods.add(two, FEW)];

      const listed = await methods.list(userId);
      expect(added).to.deep.equal([
        { outcome: "added", first: true },
        { outcome: "added", first: false },
      ]);
      expect(listed.map((method) => method.name)).to.deep.equal(["Phone", "Tablet"]);
      expect(listed[0]).to.deep.include({ ...one, preferred: false, lastUsedAt: null, unreachableSince: null });
      expect(listed[0]?.createdAt).to.be.instanceOf(Date);
    });

    it("adds an id once, and no more of a type than it may", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      const method = newMethod(userId);
      await methods.add(method, FEW);

      const again = await methods.add(method, FEW);
      await methods.add(newMethod(userId), FEW);
      await methods.add(newMethod(userId), FEW);
      const fourth = await methods.add(newMethod(userId), FEW);

      expect([again.outcome, fourth.outcome]).to.deep.equal(["duplicate", "full"]);
    });

    it("calls one of many parallel first methods the first", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();

      const outcomes = await Promise.all(Array.from({ length: 10 }, () => methods.add(newMethod(userId), FEW)));

      expect(outcomes.filter((each) => each.outcome === "added" && each.first)).to.have.lengthOf(1);
      expect(outcomes.filter(({ outcome }) => outcome === "added")).to.have.lengthOf(3);
    });

    it("gives a time step to one of 100 parallel claims", async () => {
      const { methods } = current().stores;
      const method = newMethod(randomUUID());
      await methods.add(method, FEW);

      const winners = await countOf(() =>
        methods.advance({ methodId: method.id, userId: method.userId, step: 58_000_000 }),
      );

      expect(winners).to.equal(1);
    });

    it("moves time steps forward only, beyond 32 bits as well", async () => {
      const { methods } = current().stores;
      const method = newMethod(randomUUID());
      await methods.add(method, FEW);
      const advance = (step: number): Promise<boolean> =>
        methods.advance({ methodId: method.id, userId: method.userId, step });

      const claims = [
        await advance(10),
        await advance(9),
        await advance(10),
        await advance(11),
        await advance(5_000_000_000),
      ];

      expect(claims).to.deep.equal([true, false, false, true, true]);
      expect((await methods.list(method.userId))[0]).to.include({ lastUsedStep: 5_000_000_000 });
    });

    it("gives nobody another user's time step, name or method", async () => {
      const { methods } = current().stores;
      const method = newMethod(randomUUID());
      await methods.add(method, FEW);
      const stranger = randomUUID();

      const answers = [
        await methods.advance({ methodId: method.id, userId: stranger, step: 1 }),
        await methods.update(stranger, method.id, { name: "mine" }),
        (await methods.remove(stranger, { methodId: method.id }, { keepOneOf: undefined })).outcome,
      ];

      expect(answers).to.deep.equal([false, false, "missing"]);
      expect((await methods.list(method.userId))[0]).to.include({ name: "Phone", lastUsedStep: -1 });
    });

    it("prefers one method at a time, and renames", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      const [one, two] = [newMethod(userId), newMethod(userId)];
      for (const method of [one, two]) await methods.add(method, FEW);

      await methods.update(userId, one.id, { preferred: true });
      await methods.update(userId, two.id, { preferred: true, name: "New" });

      const listed = await methods.list(userId);
      expect(listed.filter(({ preferred }) => preferred).map(({ id, name }) => [id, name])).to.deep.equal([
        [two.id, "New"],
      ]);
    });

    it("prefers one method when two are preferred at once, 20 times over", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      const both = [newMethod(userId), newMethod(userId)];
      for (const method of both) await methods.add(method, FEW);

      for (let round = 0; round < 20; round += 1) {
        await Promise.all(both.map(({ id }) => methods.update(userId, id, { preferred: true })));

        expect((await methods.list(userId)).filter(({ preferred }) => preferred)).to.have.lengthOf(1);
      }
    });

    it("marks a method as unreachable since the first message that came back, until one arrives", async () => {
      const { stores, clock } = current();
      const method = newMethod(randomUUID(), { type: "email" });
      await stores.methods.add(method, FEW);
      const since = async (): Promise<number | undefined> =>
        (await stores.methods.list(method.userId))[0]?.unreachableSince?.getTime();
      const mark = (isReachable: boolean): Promise<boolean> => stores.methods.markReachable(method.id, isReachable);

      const marked = [await mark(true), await mark(false)];
      const first = await since();
      clock.travel(3600);
      marked.push(await mark(false));
      const second = await since();
      marked.push(await mark(true), await stores.methods.markReachable(randomUUID(), false));

      expect(marked).to.deep.equal([false, true, false, true, false]);
      expect(first).to.be.a("number").and.to.equal(second);
      expect(await since()).to.equal(undefined);
    });

    it("takes the mark of one of 50 parallel callers for news", async () => {
      const { methods } = current().stores;
      const [marked, other] = [newMethod(randomUUID()), newMethod(randomUUID())];
      for (const method of [marked, other]) await methods.add(method, FEW);

      const news = await countOf(() => methods.markReachable(marked.id, false), 50);

      expect(news).to.equal(1);
      expect((await methods.list(other.userId))[0]).to.include({ unreachableSince: null });
    });

    it("writes a secret again only over the one that was read", async () => {
      const { methods } = current().stores;
      const method = newMethod(randomUUID());
      await methods.add(method, FEW);

      const answers = [
        await methods.reseal(method.id, "other", "new"),
        await methods.reseal(method.id, "sealed", "new"),
      ];

      expect(answers).to.deep.equal([false, true]);
    });

    it("tells of which types the methods of many users are, and leaves out who has none", async () => {
      const { methods } = current().stores;
      const [one, two, none] = [randomUUID(), `o'Brien ${randomUUID()}`, randomUUID()];
      for (const type of ["webauthn", "totp", "totp"] as const) await methods.add(newMethod(one, { type }), FEW);
      await methods.add(newMethod(two, { type: "email" }), FEW);

      const types = await methods.typesOf([one, two, none]);

      expect([...types.keys()]).to.have.members([one, two]);
      expect(types.get(one)).to.deep.equal(["totp", "webauthn"]);
      expect(types.get(two)).to.deep.equal(["email"]);
      expect([...(await methods.typesOf([]))]).to.deep.equal([]);
    });

    it("keeps one method when two are removed at once, 50 times over", async () => {
      const { methods } = current().stores;
      for (let round = 0; round < 50; round += 1) {
        const userId = randomUUID();
        const both = [newMethod(userId), newMethod(userId, { type: "webauthn" })];
        for (const method of both) await methods.add(method, FEW);

        const outcomes = await Promise.all(
          both.map(({ id }) => methods.remove(userId, { methodId: id }, { keepOneOf: ["totp", "webauthn"] })),
        );

        expect(outcomes.map(({ outcome }) => outcome).sort()).to.deep.equal(["last", "removed"]);
        expect(await methods.list(userId)).to.have.lengthOf(1);
      }
    });

    it("removes by type or all, and says what is left", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      for (const type of ["totp", "totp", "webauthn"] as const) await methods.add(newMethod(userId, { type }), FEW);

      const byType = await methods.remove(userId, { type: "totp" }, { keepOneOf: ["totp", "webauthn"] });
      const kept = await methods.remove(userId, "all", { keepOneOf: ["webauthn"] });
      const all = await methods.remove(userId, "all", { keepOneOf: undefined });

      expect(byType).to.include({ outcome: "removed", left: 1 });
      expect(kept.outcome).to.equal("last");
      expect(all).to.include({ outcome: "removed", left: 0 });
    });

    it("keeps the last method of the types that count, whatever else is left", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      const counting = newMethod(userId, { type: "webauthn" });
      for (const method of [counting, newMethod(userId), newMethod(userId)]) await methods.add(method, FEW);
      const rule = { keepOneOf: ["webauthn", "sms"] } as const;

      const outcomes = [
        await methods.remove(userId, { methodId: counting.id }, rule),
        await methods.remove(userId, { type: "webauthn" }, rule),
        await methods.remove(userId, "all", rule),
        await methods.remove(userId, { type: "totp" }, rule),
      ];

      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(["last", "last", "last", "removed"]);
      expect((await methods.list(userId)).map(({ id }) => id)).to.deep.equal([counting.id]);
    });

    it("takes away what counts for nothing from a user who has none that counts", async () => {
      const { methods } = current().stores;
      const userId = randomUUID();
      const rule = { keepOneOf: ["webauthn"] } as const;
      await methods.add(newMethod(userId), FEW);

      const outcomes = [await methods.remove(userId, "all", rule), await methods.remove(userId, "all", rule)];

      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal(["removed", "missing"]);
    });
  });
}
