import { expect } from "chai";
import { createTurnTaking } from "../../packages/sequelize/src/embedded/turn-taking.ts";

describe("Turns at the embedded database", () => {
  it("go round in the order of asking", async () => {
    const turns = createTurnTaking({ waitMs: 1000 });
    const [first, second, third] = [{}, {}, {}];
    const order: string[] = [];
    await turns.enter(first);

    const waiting = [second, third].map((who, index) =>
      turns.enter(who).then(() => {
        order.push(String(index));
        turns.leave(who, { keep: false });
      }),
    );
    turns.leave(first, { keep: false });
    await Promise.all(waiting);

    expect(order).to.deep.equal(["0", "1"]);
  });

  it("stay with their holder while a transaction is open", async () => {
    const turns = createTurnTaking({ waitMs: 20 });
    const [holder, other] = [{}, {}];
    await turns.enter(holder);
    turns.leave(holder, { keep: true });

    const refusal: unknown = await turns.enter(other).catch((error: unknown) => error);

    expect(turns.holds(holder)).to.equal(true);
    expect(refusal).to.have.property("code", "55P03");
  });

  it("are not lost on somebody who gave up waiting", async () => {
    const turns = createTurnTaking({ waitMs: 20 });
    const [holder, impatient, later] = [{}, {}, {}];
    await turns.enter(holder);
    await turns.enter(impatient).catch(() => undefined);

    turns.leave(holder, { keep: false });
    await turns.enter(later);

    expect(turns.holds(later)).to.equal(true);
  });
});
