import type { Admission, Delivery } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { countries, newDelivery } from "./delivery-store.ts";
import type { OpenStores } from "./durable-stores.ts";

const RULE = { sends: 10, minRatio: 0.3, settleSeconds: 600, pauseSeconds: 3600 } as const;
const ADMITTED = { admitted: true } as const;

/** Admissions under a rule: the part of a `DeliveryStore` that stops a country. */
export function describeDeliveryPauses(name: string, current: () => OpenStores): void {
  describe(`DeliveryStore on ${name}, where too few codes come back`, () => {
    const nextCountry = countries();
    after(() => current().stores.deliveries.cleanUp(0));

    const admit = (country: string | null, more: Partial<Delivery> = {}): Promise<Admission> =>
      current().stores.deliveries.admit(newDelivery({ country, ...more }), RULE);

    /** Ten codes, so many of which come back, by nobody's rule. */
    async function send(
      country: string,
      { verified, ...more }: { verified: number } & Partial<Delivery>,
    ): Promise<void> {
      const { deliveries } = current().stores;
      for (let sent = 0; sent < RULE.sends; sent += 1) {
        const codeId = randomUUID();
        await deliveries.admit(newDelivery({ country, codeId, ...more }));
        if (sent < verified) await deliveries.verified(codeId);
      }
    }

    async function sendAndWait(...given: Parameters<typeof send>): Promise<void> {
      await send(...given);
      current().clock.travel(RULE.settleSeconds + 1);
    }

    it("pauses the country, says for how long, and remembers nothing that it refused", async () => {
      const { stores, clock } = current();
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });
      const refused = newDelivery({ country });

      const first = await stores.deliveries.admit(refused, RULE);
      clock.travel(600);
      const second = await admit(country);

      expect(first).to.deep.equal({ admitted: false, paused: true, retryAfterSeconds: 3600 });
      expect(second)
        .to.include({ admitted: false, paused: false })
        .and.to.have.property("retryAfterSeconds")
        .within(2998, 3000);
      expect(await stores.deliveries.report({ provider: "acme", messageId: refused.id, status: "sent" })).to.equal(
        undefined,
      );
    });

    it("pauses no other country, nothing without a country and nothing without a rule", async () => {
      const { deliveries } = current().stores;
      const country = nextCountry();
      await sendAndWait(country, { verified: 0 });
      await admit(country);

      const others = [await admit(nextCountry()), await admit(null), await deliveries.admit(newDelivery({ country }))];

      expect(others).to.deep.equal([ADMITTED, ADMITTED, ADMITTED]);
    });

    it("admits where exactly the least share came back", async () => {
      const country = nextCountry();
      await sendAndWait(country, { verified: 3 });

      const admission = await admit(country);

      expect(admission).to.deep.equal(ADMITTED);
    });

    it("concludes nothing from fewer codes than the rule asks for", async () => {
      const country = nextCountry();
      await sendAndWait(country, { verified: 0 });

      const admission = await current().stores.deliveries.admit(newDelivery({ country }), { ...RULE, sends: 11 });

      expect(admission).to.deep.equal(ADMITTED);
    });

    it("waits for a code as long as it may take to come back", async () => {
      const { clock } = current();
      const country = nextCountry();
      await send(country, { verified: 2 });
      clock.travel(RULE.settleSeconds - 5);

      const early = await admit(country);
      clock.travel(10);
      const late = await admit(country);

      expect([early.admitted, late.admitted]).to.deep.equal([true, false]);
    });

    it("counts a code that came back at once", async () => {
      const country = nextCountry();
      await sendAndWait(country, { verified: 0 });
      await send(country, { verified: 9 });

      const admission = await admit(country);

      expect(admission).to.deep.equal(ADMITTED);
    });

    it("looks at the newest codes only", async () => {
      const [better, worse] = [nextCountry(), nextCountry()];
      for (const [verified, country] of [
        [0, better],
        [9, better],
        [9, worse],
        [0, worse],
      ] as const)
        await sendAndWait(country, { verified });

      const admissions = [await admit(better), await admit(worse)];

      expect(admissions.map(({ admitted }) => admitted)).to.deep.equal([true, false]);
    });

    it("counts no notices", async () => {
      const country = nextCountry();
      await sendAndWait(country, { verified: 0, purpose: "notice" });

      const admission = await admit(country);

      expect(admission).to.deep.equal(ADMITTED);
    });

    it("says of one of 50 parallel callers that it began the pause, and admits none of them", async () => {
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });

      const admissions = await Promise.all(Array.from({ length: 50 }, () => admit(country)));

      expect(admissions.filter((each) => !each.admitted && each.paused)).to.have.lengthOf(1);
      expect(admissions.filter(({ admitted }) => admitted)).to.deep.equal([]);
    });

    it("begins the next pause once as well, when the first one is over", async () => {
      const { clock } = current();
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });
      await admit(country);
      // Past its end: the embedded clock counts milliseconds, and the next code would still be of the same one.
      clock.travel(RULE.pauseSeconds + 1);
      await sendAndWait(country, { verified: 1 });

      const admissions = await Promise.all(Array.from({ length: 50 }, () => admit(country)));

      expect(admissions.filter((each) => !each.admitted && each.paused)).to.have.lengthOf(1);
      expect(admissions.filter(({ admitted }) => admitted)).to.deep.equal([]);
    });

    it("counts nothing again after a pause that came before it", async () => {
      const { clock } = current();
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });
      await admit(country);
      clock.travel(RULE.pauseSeconds);

      const admission = await admit(country);

      expect(admission).to.deep.equal(ADMITTED);
    });

    it("ends a pause for one of 50 parallel callers, and begins to count anew", async () => {
      const { deliveries } = current().stores;
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });
      await admit(country);

      const answers = await Promise.all(Array.from({ length: 50 }, () => deliveries.resume(country)));

      expect(answers.filter(Boolean)).to.have.lengthOf(1);
      expect(await admit(country)).to.deep.equal(ADMITTED);
      await sendAndWait(country, { verified: 2 });
      expect(await admit(country)).to.include({ paused: true });
    });

    it("begins no pause over codes that were counted before somebody ended one", async () => {
      const { stores } = current();
      const country = nextCountry();
      await sendAndWait(country, { verified: 2 });
      let late: Promise<Admission> | undefined;

      await stores.transaction(async ({ deliveries }) => {
        await deliveries.admit(newDelivery({ country }), RULE);
        await deliveries.resume(country);
        // Sees the codes and no pause, and waits for the row of the pause (on a server; embedded, for its turn).
        late = admit(country);
        await sleep(100);
      });

      expect(await late).not.to.include({ paused: true });
      expect(await admit(country)).to.deep.equal(ADMITTED);
    });

    it("shows until when a country is paused", async () => {
      const { stores, clock } = current();
      const country = nextCountry();
      const pausedUntil = async (): Promise<Date | null | undefined> =>
        (await stores.deliveries.stats(2)).find((each) => each.country === country)?.pausedUntil;
      await sendAndWait(country, { verified: 2 });
      await admit(country);

      const during = await pausedUntil();
      clock.travel(RULE.pauseSeconds);

      expect((during?.getTime() ?? 0) - clock.now().getTime()).to.be.within(-60_000, 60_000);
      expect(await pausedUntil()).to.equal(null);
    });
  });
}
