import type { Delivery, DeliveryStats, DeliveryStatus } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { OpenStores } from "./durable-stores.ts";

/** Codes that ISO 3166-1 leaves to its users: no other suite on the same database sends anything there. */
const COUNTRIES = Array.from({ length: 26 }, (_, index) => `X${String.fromCharCode(65 + index)}`);

/** A country for each test of a suite. */
export function countries(): () => string {
  const left = [...COUNTRIES];
  return () => left.shift() ?? expect.fail("no country is left");
}

export function newDelivery(more: Partial<Delivery> = {}): Delivery {
  return {
    id: randomUUID(),
    userId: `o'Brien ${randomUUID()}`,
    methodId: randomUUID(),
    codeId: randomUUID(),
    channel: "sms",
    purpose: "code",
    country: null,
    price: 0.05,
    ...more,
  };
}

export function describeDeliveryStore(name: string, current: () => OpenStores): void {
  describe(`DeliveryStore on ${name}`, () => {
    const nextCountry = countries();
    // The clock of this suite runs ahead: what it has sent would be news for ever.
    after(() => current().stores.deliveries.cleanUp(0));

    const admitted = async (more: Partial<Delivery> = {}): Promise<Delivery> => {
      const delivery = newDelivery(more);
      await current().stores.deliveries.admit(delivery);
      return delivery;
    };
    const settle = (id: string, status: DeliveryStatus, providerId: string | null = randomUUID()): Promise<void> =>
      current().stores.deliveries.settle(id, { provider: "acme", providerId, status });
    const tell = (messageId: string, status: DeliveryStatus, provider = "acme"): Promise<Delivery | undefined> =>
      current().stores.deliveries.report({ provider, messageId, status });
    const statsOf = async (country: string | null, hours = 1): Promise<readonly DeliveryStats[]> =>
      (await current().stores.deliveries.stats(hours)).filter((each) => each.country === country);

    it("remembers a message as it was given, and returns it with what is new of it", async () => {
      const [code, notice] = [
        await admitted({ country: nextCountry() }),
        await admitted({ channel: "email", purpose: "notice", methodId: null, codeId: null, price: 0 }),
      ];

      const reported = [await tell(code.id, "delivered"), await tell(notice.id, "delivered")];

      expect(reported).to.deep.equal([code, notice]);
    });

    it("moves a status forward only, one step or several", async () => {
      const { id } = await admitted();
      const told = ["sent", "sent", "opened", "delivered", "bounced", "failed", "queued", "complained"] as const;
      const news = [];
      for (const status of told) news.push((await tell(id, status)) !== undefined);

      expect(news).to.deep.equal([true, false, true, false, true, false, false, true]);
    });

    it("takes one of 50 parallel reports of the same for news", async () => {
      const { id } = await admitted();

      const answers = await Promise.all(Array.from({ length: 50 }, () => tell(id, "bounced")));

      expect(answers.filter(Boolean)).to.have.lengthOf(1);
    });

    it("knows a message by the provider's id of it, and only by that provider's", async () => {
      const { deliveries } = current().stores;
      const delivery = await admitted();
      const providerId = `'; -- ${randomUUID()}`;
      await settle(delivery.id, "sent", providerId);

      const answers = [
        await deliveries.report({ provider: "other", providerId, status: "delivered" }),
        await tell(delivery.id, "delivered", "other"),
        await deliveries.report({ provider: "acme", providerId: randomUUID(), status: "delivered" }),
        await deliveries.report({ provider: "acme", messageId: "not ours", providerId, status: "delivered" }),
      ];

      expect(answers).to.deep.equal([undefined, undefined, undefined, delivery]);
    });

    it("knows nothing of a message that it never admitted", async () => {
      const answers = [await tell(randomUUID(), "bounced"), await tell("'; DROP TABLE mfa_deliveries; --", "bounced")];

      expect(answers).to.deep.equal([undefined, undefined]);
    });

    it("keeps what a report said before the message was settled, and knows the provider's id from then on", async () => {
      const delivery = await admitted();
      const providerId = randomUUID();
      await tell(delivery.id, "delivered");

      await settle(delivery.id, "sent", providerId);

      const answers = [await tell(delivery.id, "delivered"), await tell(delivery.id, "opened")];
      expect(answers).to.deep.equal([undefined, delivery]);
      expect(await current().stores.deliveries.verified(delivery.codeId!)).to.deep.equal({
        provider: "acme",
        providerId,
      });
    });

    it("counts a message once that was taken at the second try, and not as lost when a third one fails", async () => {
      const country = nextCountry();
      const delivery = await admitted({ country });
      await settle(delivery.id, "failed", null);
      await current().stores.deliveries.admit(delivery);
      await settle(delivery.id, "sent");

      await settle(delivery.id, "failed", null);

      expect((await statsOf(country))[0]).to.include({ sent: 1, failed: 0 });
      expect(await tell(delivery.id, "delivered")).to.deep.equal(delivery);
    });

    it("tells the last provider that took a code, and none where none took it", async () => {
      const { stores, clock } = current();
      const codeId = randomUUID();
      const sends = [];
      for (let send = 0; send < 4; send += 1) sends.push(await admitted({ codeId }));
      const [first, second, third] = sends;
      // In the order in which they were taken, and not in which they were admitted.
      for (const [id, providerId] of [
        [second!.id, "two"],
        [first!.id, "one"],
        [third!.id, null],
      ] as const) {
        clock.travel(1);
        await settle(id, providerId ? "sent" : "failed", providerId);
      }

      const answers = [await stores.deliveries.verified(codeId), await stores.deliveries.verified(randomUUID())];

      expect(answers).to.deep.equal([{ provider: "acme", providerId: "one" }, undefined]);
    });

    it("adds up the last hours for each channel and country", async () => {
      const { stores, clock } = current();
      const country = nextCountry();
      await settle((await admitted({ country })).id, "sent");
      clock.travel(5400);
      const send = async (status: DeliveryStatus, more: Partial<Delivery> = {}): Promise<Delivery> => {
        const delivery = await admitted({ country, ...more });
        await settle(delivery.id, status, status === "failed" ? null : randomUUID());
        return delivery;
      };
      const codeId = randomUUID();
      for (const each of [codeId, codeId, randomUUID()]) await send("queued", { codeId: each, price: 0.1 });
      await stores.deliveries.verified(codeId);
      await send("failed");
      await tell((await send("sent", { purpose: "notice", codeId: null, price: 0.2 })).id, "complained");
      await send("sent", { channel: "email", price: 0 });

      const rows = await statsOf(country);

      const none = { country, sent: 0, failed: 0, bounced: 0, codes: 0, verified: 0, spent: 0, pausedUntil: null };
      expect(rows).to.deep.equal([
        { ...none, channel: "email", sent: 1, codes: 1 },
        { ...none, channel: "sms", sent: 4, failed: 1, bounced: 1, codes: 3, verified: 2, spent: 0.5 },
      ]);
      expect((await statsOf(country, 2)).map(({ sent }) => sent)).to.deep.equal([1, 5]);
    });

    it("puts everything without a country into one row of its channel", async () => {
      for (let send = 0; send < 3; send += 1) await admitted({ channel: "email" });

      const rows = await statsOf(null);

      expect(rows.filter(({ channel }) => channel === "email")).to.have.lengthOf(1);
    });

    it("forgets what is older than the retention, in one of the processes that clean up together", async () => {
      const { stores, clock } = current();
      const old = [];
      for (let send = 0; send < 30; send += 1) old.push(await admitted());
      clock.travel(5 * 86_400);
      const young = await admitted();
      clock.travel(86_400);

      const removed = await Promise.all([1, 2, 3].map(() => stores.deliveries.cleanUp(5)));

      expect(removed.reduce((sum, each) => sum + each, 0)).to.be.at.least(30);
      expect(await tell(old[0]!.id, "bounced")).to.equal(undefined);
      expect(await tell(young.id, "bounced")).to.deep.equal(young);
    });
  });
}
