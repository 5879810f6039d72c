import type { RecoveryRecord, RecoveryStore } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { countOf, type OpenStores } from "./durable-stores.ts";
import { adminReset, close } from "./recovery-store.ts";

const HOUR = 3600;

export function describeRecoveryLinks(name: string, current: () => OpenStores): void {
  describe(`RecoveryStore on ${name}, after a recovery was carried out`, () => {
    let userId = "";
    let store: RecoveryStore;
    beforeEach(() => {
      userId = `o'Brien ${randomUUID()}`;
      store = current().stores.recoveries;
    });
    afterEach(() => close(store, userId));

    async function executed(whose = userId): Promise<RecoveryRecord> {
      const { recovery } = await store.request(adminReset(whose));
      return (await store.execute(recovery.id)) ?? expect.fail("it was not due");
    }

    describe("redeem", () => {
      it("takes a link once of 20 parallel calls, under any key that may have made it", async () => {
        const done = await executed();
        const isKept = await store.link(done.id, { hash: "old key", seconds: HOUR });

        const redeemed = await countOf(() => store.redeem(userId, ["new key", "old key"]), 20);

        expect([isKept, redeemed]).to.deep.equal([true, 1]);
        expect((await store.openOf(userId))?.linkUsedAt).to.be.instanceOf(Date);
      });

      it("takes no wrong link, and none of another user", async () => {
        const { id } = await executed();
        const other = await executed(randomUUID());
        await store.link(id, { hash: "mine", seconds: HOUR });
        await store.link(other.id, { hash: "theirs", seconds: HOUR });

        const answers = [
          await store.redeem(userId, ["theirs", ""]),
          await store.redeem(userId, []),
          await store.redeem(other.userId, ["theirs"]),
        ];

        expect(answers).to.deep.equal([false, false, true]);
        await store.complete(other.userId);
      });

      it("takes a link in its time, to the second", async () => {
        const { clock } = current();
        const { id } = await executed();
        await store.link(id, { hash: "first", seconds: HOUR });
        clock.travel(HOUR + 1);
        const late = await store.redeem(userId, ["first"]);
        await store.link(id, { hash: "second", seconds: HOUR });
        clock.travel(HOUR - 5);

        const early = await store.redeem(userId, ["second"]);

        expect([late, early]).to.deep.equal([false, true]);
      });

      it("takes the newest link only, also where an earlier one was used", async () => {
        const { id } = await executed();
        await store.link(id, { hash: "first", seconds: HOUR });
        await store.redeem(userId, ["first"]);
        await store.link(id, { hash: "second", seconds: HOUR });

        const answers = [await store.redeem(userId, ["first"]), await store.redeem(userId, ["second"])];

        expect(answers).to.deep.equal([false, true]);
      });

      it("has a link for nothing that is not carried out, or over", async () => {
        const { recovery } = await store.request(adminReset(userId));
        const early = await store.link(recovery.id, { hash: "link", seconds: HOUR });
        await store.execute(recovery.id);
        await store.link(recovery.id, { hash: "link", seconds: HOUR });
        await store.complete(userId);

        const late = await store.link(recovery.id, { hash: "link", seconds: HOUR });

        expect([early, late, await store.link("no id", { hash: "link", seconds: HOUR })]).to.deep.equal([
          false,
          false,
          false,
        ]);
        expect(await store.redeem(userId, ["link"])).to.equal(false);
      });
    });

    describe("complete", () => {
      it("ends what was carried out, once, for its user", async () => {
        await executed();
        const strange = await store.complete(randomUUID());

        const completions = await countOf(() => store.complete(userId), 20);

        expect([strange, completions]).to.deep.equal([false, 1]);
        expect(await store.openOf(userId)).to.equal(undefined);
      });

      it("ends nothing that still waits", async () => {
        const { recovery } = await store.request(adminReset(userId));

        expect(await store.complete(userId)).to.equal(false);
        expect(await store.openOf(userId)).to.deep.equal(recovery);
      });
    });
  });
}
