import { expect } from "chai";
import { createWriter } from "../../../packages/core/src/audit/writer.ts";
import { auditRow } from "../../support/audit-row.ts";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("The writer of events", () => {
  it("takes along whoever comes at any moment of a run that ends", async () => {
    const written: string[] = [];
    const append = async (rows: readonly { readonly id: string }[]): Promise<void> => {
      await Promise.resolve();
      written.push(...rows.map(({ id }) => id));
    };
    const writer = createWriter({ append, known: () => Promise.resolve([]), queue: undefined, logger: quiet });

    for (let hops = 0; hops < 40; hops += 1) {
      const first = writer.write([auditRow({ id: `first ${String(hops)}` })]);
      await first;
      for (let hop = 0; hop < hops; hop += 1) await Promise.resolve();
      await writer.write([auditRow({ id: `second ${String(hops)}` })]);
    }

    expect(written).to.have.lengthOf(80);
  }).timeout(5000);

  it("writes what may have been kept in spite of a failure once, and the rest after it", async () => {
    const kept = new Map<string, number>();
    let failures = 1;
    const append = (rows: readonly { readonly id: string }[]): Promise<void> => {
      for (const { id } of rows) kept.set(id, (kept.get(id) ?? 0) + 1);
      failures -= 1;
      return failures < 0 ? Promise.resolve() : Promise.reject(new Error("late"));
    };
    const known = (ids: readonly string[]): Promise<readonly string[]> =>
      Promise.resolve(ids.filter((id) => kept.has(id)));
    const writer = createWriter({ append, known, queue: undefined, logger: quiet });

    writer.take([auditRow({ id: "one" }), auditRow({ id: "two" })]);
    await writer.flush().catch(() => undefined);
    writer.take([auditRow({ id: "three" })]);
    await writer.flush();

    expect([...kept]).to.deep.equal([
      ["one", 1],
      ["two", 1],
      ["three", 1],
    ]);
  });
});
