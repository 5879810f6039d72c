import type { AuditCursor, AuditFilter, NewAuditRow } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { append, newEvent, newEvents, type OpenAudit } from "./new-event.ts";

const NOON = new Date("2026-05-01T12:00:00.000Z");
const later = (ms: number): Date => new Date(NOON.getTime() + ms);

export function describeAuditPages(name: string, current: () => OpenAudit): void {
  /** What is found of two events of a tenant: one as given, one that differs in everything. */
  async function found(more: Partial<NewAuditRow>, filter: AuditFilter): Promise<readonly string[]> {
    const { audit } = current().stores;
    const tenantId = more.tenantId ?? randomUUID();
    const wanted = newEvent({ at: NOON, tenantId, ...more });
    const other = { severity: "warning", outcome: "failure", type: "app.other", at: later(-1000) } as const;
    await append(audit, wanted, newEvent({ tenantId: more.tenantId === undefined ? tenantId : "other", ...other }));
    const rows = await audit.find({ tenantId, ...filter }, { limit: 10 });
    return rows.map(({ id }) => (id === wanted.id ? "the wanted one" : "another one"));
  }

  /** All pages, one after the other. */
  async function walk(filter: AuditFilter, limit: number): Promise<readonly string[]> {
    const { audit } = current().stores;
    const ids: string[] = [];
    let before: AuditCursor | undefined;
    for (;;) {
      const rows = await audit.find(filter, { limit, before });
      before = rows.at(-1);
      if (!before) return ids;
      ids.push(...rows.map(({ id }) => id));
    }
  }

  describe(`Pages of the audit trail on ${name}`, () => {
    const [userId, actorId, tenantId] = [randomUUID(), randomUUID(), randomUUID()];
    const cases: readonly (readonly [string, Partial<NewAuditRow>, AuditFilter])[] = [
      ["type", { type: "app.one" }, { type: "app.one" }],
      ["severity", { severity: "critical" }, { severity: "critical" }],
      ["outcome", {}, { outcome: "success" }],
      ["user", { userId }, { userId }],
      ["actor", { actorId }, { actorId }],
      ["tenant", { tenantId }, { tenantId }],
      ["first instant", {}, { from: NOON }],
      ["instant after the last", { at: later(-2000) }, { to: later(-1000) }],
      [
        "all of them",
        { type: "a", userId, actorId },
        { type: "a", severity: "info", outcome: "success", userId, actorId },
      ],
    ];
    for (const [what, more, filter] of cases)
      it(`hold what a filter asks for: ${what}`, async () => {
        expect(await found(more, filter)).to.deep.equal(["the wanted one"]);
      });

    for (const [what, filter] of [
      ["of a tenant", {}],
      ["of a type", { type: "app.page" }],
      ["of a user", { userId: randomUUID() }],
    ] as const)
      it(`${what} lose nothing and repeat nothing, although events share an instant`, async () => {
        const tenantId = randomUUID();
        const kinds = [{}, { outcome: "failure" }, { severity: "critical" }] as const;
        const events = kinds.flatMap((kind, index) =>
          newEvents(20, { ...kind, tenantId, type: "app.page", at: later(index % 2), ...filter }),
        );
        await append(current().stores.audit, ...events);

        const ids = await walk({ tenantId, ...filter }, 7);

        const order = [...events].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1));
        expect(ids).to.deep.equal(order.map(({ id }) => id));
      });

    it("are exported oldest first, in the same way", async () => {
      const { archive, stores } = current();
      const tenantId = randomUUID();
      const events = [0, 0, 0, 1, 1, 2].map((ms) => newEvent({ tenantId, at: later(ms) }));
      await append(stores.audit, ...events);

      const first = await archive.export({ tenantId }, { limit: 4 });
      const second = await archive.export({ tenantId }, { limit: 4, after: first.at(-1) });

      const order = [...events].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
      expect([...first, ...second].map(({ id }) => id)).to.deep.equal(order.map(({ id }) => id));
    });

    it("begin nowhere behind what is no row", async () => {
      const { audit } = current().stores;
      const event = newEvent();
      await append(audit, event);

      const rows = await audit.find(
        { userId: event.userId ?? "" },
        { limit: 1, before: { at: event.at, id: "no id" } },
      );

      expect(rows).to.deep.equal([]);
    });
  });
}
