import type { AuditRow } from "@sallyport/core";
import { expect } from "chai";
import { append, ask, flawsOf, newChain, newEvent, newEvents, rowsOf, type OpenAudit } from "./new-event.ts";

export function describeAuditArchive(name: string, current: () => OpenAudit): void {
  /** A strand with so many rows. */
  async function strandOf(count: number): Promise<{ chain: string; rows: readonly AuditRow[] }> {
    const chain = newChain();
    await append(current().stores.audit, ...newEvents(count, { chain }));
    return { chain, rows: await rowsOf(current().archive, chain) };
  }

  const retain = (row: AuditRow | undefined, seal = "seal"): Promise<number> =>
    row ? current().archive.retain(row, seal) : expect.fail("there is no such row");

  describe(`AuditArchive on ${name}`, () => {
    it("deletes the rows of a strand up to one of them, and moves its floor there", async () => {
      const { archive } = current();
      const { chain, rows } = await strandOf(5);

      const deleted = [await retain(rows[0], "first"), await retain(rows[2], "second")];

      const strand = (await archive.strands()).find((each) => each.chain === chain && each.seq > 0);
      expect(deleted).to.deep.equal([1, 2]);
      expect(await rowsOf(archive, chain)).to.deep.equal(rows.slice(3));
      expect(strand?.floor).to.deep.equal({ seq: 3, link: rows[2]?.link, seal: "second" });
      expect(await flawsOf(archive, chain)).to.deep.equal([]);
    });

    it("reads on behind a number, so many rows", async () => {
      const { chain, rows } = await strandOf(5);
      const strand = rows[0]?.strand ?? -1;

      const read = await current().archive.read({ chain, strand }, 2, 2);

      expect(read).to.deep.equal(rows.slice(2, 4));
    });

    it("deletes nothing where the row is gone, or has another link", async () => {
      const { archive } = current();
      const { chain, rows } = await strandOf(3);
      await retain(rows[1]);
      const before = await archive.strands();

      const [row] = await rowsOf(archive, chain);
      const again = [await retain(rows[0]), await retain(rows[1]), row && (await retain({ ...row, link: "another" }))];

      expect(again).to.deep.equal([0, 0, 0]);
      expect(await rowsOf(archive, chain)).to.deep.equal(rows.slice(2));
      expect(await archive.strands()).to.deep.equal(before);
    });

    it("can delete a strand to its end, which goes on where it was", async () => {
      const { archive, stores } = current();
      const { chain, rows } = await strandOf(2);

      const deleted = await retain(rows[1]);

      for (const each of newEvents(20, { chain })) await append(stores.audit, each);
      expect(deleted).to.equal(2);
      expect(await flawsOf(archive, chain)).to.deep.equal([]);
    });

    it("touches no other strand", async () => {
      const { archive, stores } = current();
      const [one, other] = [await strandOf(3), await strandOf(3)];
      for (const each of newEvents(20, { chain: one.chain })) await append(stores.audit, each);
      const others = (await rowsOf(archive, one.chain)).filter(({ strand }) => strand !== one.rows[0]?.strand);

      await retain(one.rows[2]);

      expect(await rowsOf(archive, other.chain)).to.deep.equal(other.rows);
      expect((await rowsOf(archive, one.chain)).slice(-others.length)).to.deep.include.members([...others]);
    });

    it("stays whole while rows are added and deleted at once, by several", async () => {
      const { archive, stores } = current();
      const chain = newChain();
      let writers = 4;
      const write = async (): Promise<number> => {
        try {
          for (let round = 0; round < 20; round += 1) await append(stores.audit, newEvent({ chain }));
        } finally {
          writers -= 1;
        }
        return 0;
      };
      const clear = async (limit: number): Promise<number> => {
        let deleted = 0;
        while (writers > 0)
          for (const { strand, floor } of (await archive.strands()).filter((each) => each.chain === chain)) {
            const lot = await archive.read({ chain, strand }, floor.seq, limit);
            const count = lot.length > 0 ? await retain(lot.at(-1)) : 0;
            deleted += count;
          }
        return deleted;
      };

      const counts = await Promise.all([write(), write(), write(), write(), clear(2), clear(2), clear(3)]);

      const deleted = counts.reduce((sum, count) => sum + count, 0);
      expect(deleted).to.be.greaterThan(0);
      expect(await rowsOf(archive, chain)).to.have.lengthOf(80 - deleted);
      expect(await flawsOf(archive, chain)).to.deep.equal([]);
    });

    it("lists the strands by chain and number", async () => {
      const { archive, stores } = current();
      const chain = newChain();
      await append(stores.audit, newEvent({ chain }));

      const strands = await archive.strands();

      const order = [...strands].sort((a, b) =>
        a.chain === b.chain ? a.strand - b.strand : a.chain < b.chain ? -1 : 1,
      );
      expect(strands).to.deep.equal(order);
      for (const each of ["events", "attempts", chain])
        expect(strands.filter((strand) => strand.chain === each)).to.have.lengthOf(16);
    });

    for (const statement of [
      "UPDATE security_events SET note = 'x' WHERE chain = $1",
      "DELETE FROM security_events WHERE chain = $1",
      "TRUNCATE security_events",
    ])
      it(`is only ever added to: ${statement}`, async () => {
        const { chain, rows } = await strandOf(1);

        const refusal = await ask(current().sequelize, statement, statement.includes("$1") ? [chain] : []).catch(
          String,
        );

        expect(refusal).to.include("the audit trail is only ever added to");
        expect(await rowsOf(current().archive, chain)).to.deep.equal(rows);
      });

    it("can be changed in the transaction of maintenance only, not on its connection afterwards", async () => {
      const { archive, sequelize } = current();
      const { rows } = await strandOf(1);
      const [row] = rows;
      await retain(row);
      await archive.erase([{ id: row?.id ?? "", part: "user", pseudonym: "erased:1", proof: "proof" }]);

      const setting = "SELECT current_setting('sallyport.audit_maintenance', true) AS is_on";
      const left = await Promise.all(Array.from({ length: 5 }, () => ask(sequelize, setting)));

      expect(left.flat().map(({ is_on }) => is_on)).to.not.include("on");
    });
  });
}
