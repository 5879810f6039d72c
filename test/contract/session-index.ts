import { MOST_SESSIONS, type SessionEntry } from "@sallyport/core";
import { expect } from "chai";
import { beginIn, epochOf, newSession, newShard, shorthand, type OpenIndex } from "./session-verbs.ts";

export function describeSessionIndex(name: string, open: () => OpenIndex): void {
  describe(`SessionIndex on ${name}`, () => {
    const { begin, isLive, listed } = shorthand(open);

    it("knows a session from its begin to its end, and then why it ended", async () => {
      const { index } = open();
      const shard = newShard();
      const session = newSession();
      await beginIn(index, { shard, session });

      const before = await index.touch(shard, session.key);
      const ended = await index.end(shard, session.id, "ended_by_user");
      const after = await index.touch(shard, session.key);

      expect(before).to.deep.equal({ outcome: "live" });
      const { absoluteSeconds: _, ...kept } = session;
      expect(ended).to.deep.include(kept);
      expect(after).to.deep.equal({ outcome: "gone", reason: "ended_by_user" });
      expect(await index.end(shard, session.id, "ended_by_user")).to.equal(undefined);
    });

    it("knows nothing of a session that never began, or that is another shard's", async () => {
      const { index } = open();
      const { key, id } = await begin(newShard());
      const other = newShard();

      const answers = [await index.touch(other, key), await index.touch(other, "junk")];

      for (const answer of answers) expect(answer).to.deep.equal({ outcome: "gone", reason: undefined });
      expect(await index.end(other, id, "ended_by_user")).to.equal(undefined);
      expect(await index.extend(other, id)).to.deep.equal({ outcome: "gone" });
    });

    it("lists what is live, oldest first, as it was given", async () => {
      const { travel } = open();
      const shard = newShard();
      const first = await begin(shard);
      travel(10);
      const second = await begin(shard, {}, { deviceType: "mobile", details: { proofs: [{ by: "totp" }] } });

      const sessions = await listed(shard);

      expect(sessions).to.deep.equal([first, second]);
      expect((sessions[1]?.createdAt.getTime() ?? 0) - (sessions[0]?.createdAt.getTime() ?? 0)).to.be.within(
        10_000,
        11_000,
      );
    });

    it("ends the oldest beyond the cap, and says which", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const all: SessionEntry[] = [];
      for (let count = 0; count < 5; count += 1) {
        all.push(await begin(shard));
        travel(1);
      }
      await index.touch(shard, all[0]?.key ?? "");

      const sixth = await beginIn(index, { shard });

      expect(sixth).to.deep.include({ outcome: "begun", evicted: [all[0]] });
      expect(await listed(shard)).to.have.lengthOf(5);
      expect(await index.touch(shard, all[0]?.key ?? "")).to.deep.equal({ outcome: "gone", reason: "session_limit" });
    });

    it("ends the least recently used where the cap says so", async () => {
      const { index, travel } = open();
      const shard = newShard();
      const [first, second] = [await begin(shard), await begin(shard)];
      travel(120);
      await index.touch(shard, first.key);

      const third = await beginIn(index, { shard, rule: { max: 2, whenFull: "end-least-recently-used" } });

      expect(third).to.have.nested.property("evicted[0].id", second.id);
      expect(await isLive(shard, first.key)).to.equal(true);
    });

    for (const whenFull of ["reject", "ask"] as const)
      it(`refuses beyond the cap and changes nothing (${whenFull})`, async () => {
        const { index } = open();
        const shard = newShard();
        const only = await begin(shard, { max: 1, whenFull });
        const refused = newSession();

        const answer = await beginIn(index, { shard, session: refused, rule: { max: 1, whenFull } });

        expect(answer).to.deep.equal({ outcome: "full", sessions: [only] });
        expect([await isLive(shard, only.key), await isLive(shard, refused.key)]).to.deep.equal([true, false]);
      });

    it("counts per device type where the cap says so", async () => {
      const shard = newShard();
      const rule = { max: 1, perDeviceType: true };
      const desktop = await begin(shard, rule);
      const mobile = await begin(shard, rule, { deviceType: "mobile" });

      const again = await begin(shard, rule, { deviceType: "mobile" });

      const keys = (await listed(shard)).map(({ key }) => key);
      expect(keys).to.have.members([desktop.key, again.key]).and.not.include(mobile.key);
    });

    it("lets a session give way to the next one of the same browser, outside the count", async () => {
      const { index } = open();
      const shard = newShard();
      const [old, other] = [await begin(shard), await begin(shard)];

      const begun = await beginIn(index, { shard, rule: { max: 2, whenFull: "reject", replaces: old.key } });

      expect(begun).to.deep.include({ outcome: "begun", evicted: [], replaced: [old] });
      expect([await isLive(shard, old.key), await isLive(shard, other.key)]).to.deep.equal([false, true]);
    });

    it("leaves five of 50 parallel begins, and lists the same ones", async () => {
      const { index } = open();
      const shard = newShard();
      const sessions = Array.from({ length: 50 }, () => newSession());

      await Promise.all(sessions.map((session) => beginIn(index, { shard, session })));

      const live: string[] = [];
      for (const { key } of sessions) if (await isLive(shard, key)) live.push(key);
      expect(live).to.have.lengthOf(5);
      expect((await listed(shard)).map(({ key }) => key)).to.have.members(live);
    });

    it("never keeps more than its own most, cap or no cap", async () => {
      const shard = newShard();
      for (let count = 0; count < MOST_SESSIONS + 3; count += 1) await begin(shard, { max: undefined });

      const sessions = await listed(shard);

      expect(sessions).to.have.lengthOf(MOST_SESSIONS);
    });

    it("gives a session a new id in one step, and changes only what it was told of", async () => {
      const { index } = open();
      const shard = newShard();
      const { key, id, details } = await begin(shard);

      const answers = await Promise.all(
        ["a", "b", "c"].map((to) => index.replace(shard, { from: key, to, changes: { proofs: [{ by: to }] } })),
      );

      const outcomes = answers.map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === "replaced")).to.have.lengthOf(1);
      const to = ["a", "b", "c"][outcomes.indexOf("replaced")] ?? "";
      const [session] = await listed(shard);
      expect(session).to.deep.include({ id, key: to, details: { ...details, proofs: [{ by: to }] } });
      expect([await isLive(shard, key), await isLive(shard, to)]).to.deep.equal([false, true]);
    });

    it("ends all but one, and the sign-ins that began before", async () => {
      const { index } = open();
      const shard = newShard();
      const [one, two, three] = [await begin(shard), await begin(shard), await begin(shard)];
      const early = await epochOf(index, shard);

      const ended = await index.endAll(shard, { except: two.id, reason: "credentials_changed" });

      expect(ended.map(({ id }) => id)).to.have.members([one.id, three.id]);
      expect((await listed(shard)).map(({ id }) => id)).to.deep.equal([two.id]);
      const late = await beginIn(index, { shard, rule: { epoch: early } });
      expect(late).to.deep.equal({ outcome: "superseded" });
      await begin(shard);
    });

    it("leaves nobody alive that is not listed, however begins and ends race", async () => {
      const { index } = open();
      const shard = newShard();
      const sessions = Array.from({ length: 40 }, () => newSession());

      await Promise.all(
        sessions.flatMap((session, position) => [
          beginIn(index, { shard, session, rule: { max: undefined } }),
          ...(position === 20 ? [index.endAll(shard, { reason: "ended_by_user" })] : []),
        ]),
      );

      const live: string[] = [];
      for (const { key } of sessions) if (await isLive(shard, key)) live.push(key);
      expect((await listed(shard)).map(({ key }) => key)).to.have.members(live);
      expect(live.length).to.be.below(40);
    });
  });
}
