import type { NewRecovery, RecoveryRecord, RecoveryStore } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf, type OpenStores } from "./durable-stores.ts";

const HOUR = 3600;

/** An admin's, that can be carried out at once. */
export function adminReset(userId: string, more: Partial<NewRecovery> = {}): NewRecovery {
  const asked = { kind: "admin_reset", reason: "lost phone", requestedBy: "ada" } as const;
  return { id: randomUUID(), userId, tenantId: "acme", ...asked, needsApproval: false, delaySeconds: 0, ...more };
}

/** Leaves none open. */
export async function close(store: RecoveryStore, userId: string): Promise<void> {
  for (const kind of ["admin_reset", "self_recovery"] as const) await store.cancel(userId, kind, "the end");
  await store.complete(userId);
}

export function describeRecoveryStore(name: string, current: () => OpenStores): void {
  describe(`RecoveryStore on ${name}`, () => {
    let userId = "";
    let store: RecoveryStore;
    beforeEach(() => {
      userId = `o'Brien ${randomUUID()}`;
      store = current().stores.recoveries;
    });
    // Nobody else on this database should find them due.
    afterEach(() => close(store, userId));

    const newRecovery = (more: Partial<NewRecovery> = {}): NewRecovery => adminReset(userId, more);
    const ownRecovery = (): NewRecovery =>
      newRecovery({ kind: "self_recovery", requestedBy: userId, delaySeconds: HOUR });
    const secondsUntilEffect = ({ effectiveAt, requestedAt }: RecoveryRecord): number =>
      ((effectiveAt?.getTime() ?? NaN) - requestedAt.getTime()) / 1000;
    const dueIds = async (): Promise<readonly string[]> =>
      (await store.due(1000)).filter((each) => each.userId === userId).map(({ id }) => id);

    async function executed(): Promise<RecoveryRecord> {
      const { recovery } = await store.request(newRecovery());
      return (await store.execute(recovery.id)) ?? expect.fail("it was not due");
    }

    describe("request", () => {
      it("keeps what is asked for, with its earliest moment", async () => {
        const { delaySeconds, ...asked } = newRecovery({ delaySeconds: HOUR });

        const { outcome, recovery } = await store.request({ ...asked, delaySeconds });

        const nothingYet = { approvedBy: null, executedAt: null, linkExpiresAt: null, cancelledAt: null };
        expect(outcome).to.equal("requested");
        expect(recovery).to.deep.include({ ...asked, ...nothingYet, linkUsedAt: null, completedAt: null });
        expect(secondsUntilEffect(recovery)).to.equal(HOUR);
        expect(await store.openOf(userId)).to.deep.equal(recovery);
        expect(await store.openOf(randomUUID())).to.equal(undefined);
      });

      it("has no moment while it waits for approval", async () => {
        const { recovery } = await store.request(newRecovery({ needsApproval: true }));

        expect(recovery).to.include({ needsApproval: true, effectiveAt: null });
      });

      it("refuses a user's own while one is open, and tells which", async () => {
        const first = await store.request(newRecovery());

        const second = await store.request(ownRecovery());

        expect(second).to.deep.equal({ outcome: "open", recovery: first.recovery });
      });

      it("refuses a user's own while they have not enrolled after the last one", async () => {
        const open = await executed();

        const second = await store.request(ownRecovery());
        await store.complete(userId);
        const third = await store.request(ownRecovery());

        expect(second).to.deep.equal({ outcome: "open", recovery: open });
        expect(third.outcome).to.equal("requested");
      });

      it("lets an admin's take the place of any that is open, also of one that was carried out", async () => {
        const own = await store.request(ownRecovery());
        const done = await executed();
        await store.link(done.id, { hash: "link", seconds: HOUR });

        const { outcome, recovery } = await store.request(newRecovery({ requestedBy: "bob", delaySeconds: HOUR }));

        expect(outcome).to.equal("requested");
        expect(await store.openOf(userId)).to.deep.equal(recovery);
        expect([await store.redeem(userId, ["link"]), await store.complete(userId)]).to.deep.equal([false, false]);
        expect(await store.link(own.recovery.id, { hash: "link", seconds: HOUR })).to.equal(false);
      });

      it("leaves one open of 20 that admins and the user ask for at once", async () => {
        const asked = Array.from({ length: 20 }, (_, index) => (index % 4 === 3 ? ownRecovery() : newRecovery()));

        const outcomes = await Promise.all(asked.map((recovery) => store.request(recovery)));

        const open = await store.openOf(userId);
        const done = await Promise.all(asked.map(({ id }) => store.execute(id)));
        expect(outcomes.filter(({ outcome }, index) => index % 4 !== 3 && outcome !== "requested")).to.deep.equal([]);
        expect(done.flatMap((each) => (each ? [each.id] : []))).to.deep.equal(open ? [open.id] : []);
        expect(open?.kind).to.equal("admin_reset");
      });

      it("lets one of 20 parallel requests of a user through, and shows it to the others", async () => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.request(ownRecovery())));

        const ids = new Set(outcomes.map(({ recovery }) => recovery.id));

        expect(outcomes.filter(({ outcome }) => outcome === "requested")).to.have.lengthOf(1);
        expect([...ids]).to.have.lengthOf(1);
      });

      for (const kind of ["self_recovery", "admin_reset"] as const)
        it(`of the kind ${kind} gets along with a recovery that ends at the same time, 20 times over`, async () => {
          for (let round = 0; round < 20; round += 1) {
            const before = await executed();

            const [, next] = await Promise.all([store.complete(userId), store.request(newRecovery({ kind }))]);

            expect(next.recovery.id === before.id).to.equal(next.outcome === "open");
            await close(store, userId);
          }
        });
    });

    describe("approve", () => {
      it("takes a second admin, and counts the delay from then", async () => {
        const { recovery } = await store.request(newRecovery({ needsApproval: true, delaySeconds: HOUR }));
        current().clock.travel(5 * HOUR);

        const early = [await store.approve(recovery.id, "ada"), await store.execute(recovery.id)];
        const approved = await store.approve(recovery.id, "bob");

        expect(early).to.deep.equal([undefined, undefined]);
        expect(approved).to.include({ id: recovery.id, approvedBy: "bob" });
        expect(approved && secondsUntilEffect(approved)).to.be.within(6 * HOUR, 6 * HOUR + 30);
      });

      it("happens once, where it is needed, while it is open", async () => {
        const { recovery } = await store.request(newRecovery({ needsApproval: true }));

        const approvals = await countOf(async () => (await store.approve(recovery.id, "bob")) !== undefined, 20);
        const plain = await store.request(newRecovery());
        const unneeded = await store.approve(plain.recovery.id, "bob");
        const superseded = await store.request(newRecovery({ needsApproval: true }));
        await store.cancel(userId, "admin_reset", "ada");

        expect([approvals, unneeded]).to.deep.equal([1, undefined]);
        for (const id of [superseded.recovery.id, randomUUID(), "no id"])
          expect(await store.approve(id, "bob"), id).to.equal(undefined);
      });
    });

    describe("cancel", () => {
      it("ends what has not been carried out, once, for its user", async () => {
        const { recovery } = await store.request(newRecovery());
        const strange = await store.cancel(randomUUID(), "admin_reset", "ada");

        const cancelled = await store.cancel(userId, "admin_reset", userId);

        expect(strange).to.equal(undefined);
        expect(cancelled).to.include({ id: recovery.id }).and.to.have.property("cancelledAt").that.is.instanceOf(Date);
        expect([await store.cancel(userId, "admin_reset", userId), await store.execute(recovery.id)]).to.deep.equal([
          undefined,
          undefined,
        ]);
        expect(await store.openOf(userId)).to.equal(undefined);
      });

      it("ends what is of the kind that was named, and no other", async () => {
        const { recovery } = await store.request(ownRecovery());

        const answers = [
          await store.cancel(userId, "admin_reset", "ada"),
          await store.cancel(userId, "self_recovery", userId),
        ];

        expect(answers.map((each) => each?.id)).to.deep.equal([undefined, recovery.id]);
      });

      it("ends nothing that was carried out", async () => {
        const done = await executed();

        expect(await store.cancel(userId, "admin_reset", "ada")).to.equal(undefined);
        expect(await store.openOf(userId)).to.deep.equal(done);
      });

      it("or execute wins when both come at once, 20 times over", async () => {
        for (let round = 0; round < 20; round += 1) {
          const { recovery } = await store.request(newRecovery());

          const both = await Promise.all([store.cancel(userId, "admin_reset", userId), store.execute(recovery.id)]);

          expect(both.filter((each) => each !== undefined)).to.have.lengthOf(1);
        }
      });
    });

    describe("execute", () => {
      it("waits for its moment, to the second", async () => {
        const { clock } = current();
        const { recovery } = await store.request(ownRecovery());
        clock.travel(HOUR - 5);
        const early = [await store.execute(recovery.id), ...(await dueIds())];
        clock.travel(6);

        const due = await dueIds();
        const done = await store.execute(recovery.id);

        expect(early).to.deep.equal([undefined]);
        expect(due).to.deep.equal([recovery.id]);
        expect(done).to.include({ id: recovery.id }).and.to.have.property("executedAt").that.is.instanceOf(Date);
        expect(await dueIds()).to.deep.equal([]);
      });

      it("happens once of 20 parallel calls", async () => {
        const { recovery } = await store.request(newRecovery());

        const executions = await countOf(async () => (await store.execute(recovery.id)) !== undefined, 20);

        expect(executions).to.equal(1);
        expect(await store.execute("no id")).to.equal(undefined);
      });

      it("finds as many that are due as asked for, oldest first, and none that waits for approval", async () => {
        const users: readonly string[] = Array.from({ length: 3 }, () => randomUUID());
        for (const each of users) {
          await store.request(newRecovery({ userId: each }));
          current().clock.travel(1);
        }
        await store.request(newRecovery({ needsApproval: true }));

        const due = (await store.due(1000)).map((each) => each.userId);
        const few = await store.due(2);

        expect(due.filter((each) => users.includes(each) || each === userId)).to.deep.equal(users);
        expect(few).to.have.lengthOf(2);
        for (const each of users) await close(store, each);
      });
    });
  });
}
