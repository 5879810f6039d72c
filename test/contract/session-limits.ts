import { expect } from "chai";
import { beginIn, newShard, shorthand, type OpenIndex } from "./session-verbs.ts";

/** The limits in time of `SessionIndex`. */
export function describeSessionLimits(name: string, open: () => OpenIndex): void {
  describe(`SessionIndex on ${name}, as time passes,`, () => {
    const { begin, isLive, listed } = shorthand(open);

    it("ends an idle session after its idle time, and not before", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const { key, id } = await begin(shard);
      travel(3595);
      const inTime = await index.touch(shard, key);
      travel(3595);
      const moved = await index.touch(shard, key);

      travel(3601);
      const late = await index.touch(shard, key);

      expect([inTime, moved]).to.deep.equal([{ outcome: "live" }, { outcome: "live" }]);
      expect(late)
        .to.deep.include({ outcome: "expired", reason: "idle_timeout" })
        .and.have.nested.property("session.id", id);
      expect(await index.touch(shard, key)).to.deep.equal({ outcome: "gone", reason: "idle_timeout" });
    });

    it("ends every session at its absolute end, whatever was done to move it", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const { key, id, endsAt } = await begin(shard, {}, { absoluteSeconds: 7200 });
      for (let passed = 0; passed < 7000; passed += 1000) {
        travel(1000);
        await index.touch(shard, key);
        await index.extend(shard, id);
      }
      const sessions = await listed(shard);
      travel(201);

      const late = await index.touch(shard, key);

      expect(sessions[0]?.endsAt).to.deep.equal(endsAt);
      expect(late).to.deep.include({ outcome: "expired", reason: "absolute_timeout" });
    });

    it("moves the idle deadline once a minute and no more often", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const { key, seenAt } = await begin(shard);
      travel(50);
      await index.touch(shard, key);
      const [soon] = await listed(shard);
      travel(20);

      await index.touch(shard, key);

      const [later] = await listed(shard);
      expect(soon?.seenAt).to.deep.equal(seenAt);
      expect((later?.seenAt.getTime() ?? 0) - seenAt.getTime()).to.be.within(70_000, 71_000);
    });

    it("moves it more often under a short limit", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const { key, seenAt } = await begin(shard, {}, { idleSeconds: 60 });
      travel(5);

      await index.touch(shard, key);

      const [moved] = await listed(shard);
      expect(moved?.seenAt.getTime()).to.be.greaterThan(seenAt.getTime());
    });

    it("extends a session to its full idle time", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const { id, key } = await begin(shard);
      travel(3000);

      const extended = await index.extend(shard, id);
      travel(3000);

      expect(extended).to.have.property("outcome", "extended");
      expect(await isLive(shard, key)).to.equal(true);
    });

    it("does not count what has run out", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const old = await begin(shard, { max: 1, whenFull: "reject" });
      travel(3700);

      const begun = await beginIn(index, { shard, rule: { max: 1, whenFull: "reject" } });

      expect(begun).to.have.nested.property("expired[0].id", old.id);
      expect(await listed(shard)).to.have.lengthOf(1);
    });
  });
}
