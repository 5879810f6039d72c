import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { append, ask, flawsOf, linkOf, newChain, newEvent, newEvents, rowsOf, type OpenAudit } from "./new-event.ts";

export function describeAuditStore(name: string, current: () => OpenAudit): void {
  describe(`AuditStore on ${name}`, () => {
    it("gives a row back as it was written", async () => {
      const { archive, stores } = current();
      const whole = newEvent({
        ...{
          at: new Date("2026-03-29T01:30:00.123Z"),
          severity: "critical",
          outcome: "failure",
          type: "app.order_paid",
        },
        ...{
          tenantId: "acme",
          actorId: "admin",
          methodType: "totp",
          methodId: "m",
          sessionId: "s",
          reason: "wrong_code",
        },
        ...{ note: "İ 'quoted' \\ $1 \u2028", ip: "192.0.2.0", ipHash: "h", browser: "Firefox", os: "Linux" },
        ...{ deviceType: "desktop", userAgent: "x".repeat(5000), requestId: "r-1" },
        data: { zeta: 1.5, a: "y".repeat(5000), B: false, "10": 1e21, "9": 2 ** 53 - 1, least: 5e-324, "": "" },
      });

      await append(stores.audit, whole);

      const [row] = await rowsOf(archive, whole.chain);
      const place = { chain: whole.chain, strand: row?.strand ?? -1, seq: 1 };
      expect(row).to.deep.equal({
        ...{ ...whole, ...place, ...linkOf(whole, place, "") },
        ...{ userErasure: null, actorErasure: null },
      });
    });

    it("leaves nothing and no gap where the transaction is rolled back", async () => {
      const { archive, stores } = current();
      const [first, second, third] = newEvents(3);
      if (!first || !second || !third) throw new Error("three were made");
      await append(stores.audit, first);

      const work = stores.transaction(async ({ audit }) => {
        await append(audit, second);
        throw new Error("no");
      });

      expect(await work.catch(String)).to.equal("Error: no");
      await append(stores.audit, third);
      expect(await stores.audit.known([first.id, second.id, third.id])).to.have.members([first.id, third.id]);
      expect(await flawsOf(archive, first.chain)).to.deep.equal([]);
    });

    it("writes rows of several chains with one call, each in the order given", async () => {
      const { archive, stores } = current();
      const [one, other] = [newEvents(3), newEvents(2)];

      await append(stores.audit, ...one.slice(0, 1), ...other, ...one.slice(1));

      for (const given of [one, other]) {
        const chain = given[0]?.chain ?? "";
        expect((await rowsOf(archive, chain)).map(({ id }) => id)).to.deep.equal(given.map(({ id }) => id));
        expect(await flawsOf(archive, chain)).to.deep.equal([]);
      }
    });

    it("makes neither gaps nor forks, however many write at once", async () => {
      const { archive, stores } = current();
      const chains = [newChain(), newChain()];
      // Both chains in either order: they would be held crosswise, if not for their order.
      const lots = Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? chains : chains.toReversed()).map((chain) => newEvent({ chain })),
      );

      await Promise.all(lots.map((lot) => append(stores.audit, ...lot)));

      for (const chain of chains) {
        expect(await rowsOf(archive, chain)).to.have.lengthOf(100);
        expect(await flawsOf(archive, chain)).to.deep.equal([]);
      }
    });

    it("writes no row twice, and none of those that come with it", async () => {
      const { archive, stores } = current();
      const [first, second] = newEvents(2);
      if (!first || !second) throw new Error("two were made");
      await append(stores.audit, first);

      const again = append(stores.audit, second, first);

      expect(await again.catch(String)).to.include("SequelizeUniqueConstraintError");
      expect(await rowsOf(archive, first.chain)).to.have.lengthOf(1);
      expect(await flawsOf(archive, first.chain)).to.deep.equal([]);
    });

    it("leaves the transaction usable when guarded, and its wait for locks as it was", async () => {
      const { archive, sequelize, stores } = current();
      const [first, second] = newEvents(2);
      if (!first || !second) throw new Error("two were made");
      await append(stores.audit, first);

      const refusal = await stores.transaction(async ({ audit, grace }) => {
        const refused: unknown = await audit.append([first], linkOf, { isGuarded: true }).catch(String);
        await audit.append([second], linkOf, { isGuarded: true });
        await grace.begin(first.id, 7);
        return refused;
      });

      expect(refusal).to.include("SequelizeUniqueConstraintError");
      expect(await stores.audit.known([second.id])).to.deep.equal([second.id]);
      expect(await ask(sequelize, "SELECT FROM mfa_grace WHERE user_id = $1", [first.id])).to.have.lengthOf(1);
      expect(await flawsOf(archive, first.chain)).to.deep.equal([]);
    });

    it("does nothing for no rows, and knows only what is there", async () => {
      const { audit } = current().stores;
      const event = newEvent();

      await append(audit);
      await append(audit, event);

      expect(await audit.known([randomUUID(), event.id, "no id", event.id])).to.deep.equal([event.id]);
      expect(await audit.known([])).to.deep.equal([]);
    });
  });
}
