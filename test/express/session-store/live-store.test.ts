import { MfaError, type Touch } from "@sallyport/core";
import { expect } from "chai";
import session, { type SessionData } from "express-session";
import { setTimeout as sleep } from "node:timers/promises";
import { createLiveStore, type LiveStore } from "../../../packages/express/src/session-store/live-store.ts";
import {
  createMemoryPayloadStore,
  type PayloadStore,
} from "../../../packages/express/src/session-store/payload-store.ts";
import { createSessionId } from "../../../packages/express/src/session-store/session-id.ts";

type Done = (error?: unknown, data?: unknown) => void;

const DATA = { cookie: { originalMaxAge: null }, sallyport: "ours" } as unknown as SessionData;
const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
const full = (): string => createSessionId(random, "s".repeat(22));
const anonymous = (): string => createSessionId(random, undefined);

/** Payloads of which every verb does one thing with its callback. */
function payloadsThat(act: (done: Done) => void): PayloadStore {
  return new (class extends session.Store implements PayloadStore {
    override get(_sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
      act(done as Done);
    }
    override set(_sid: string, _data: SessionData, done: Done = () => undefined): void {
      act(done);
    }
    create(_sid: string, _data: SessionData, done: Done): void {
      act(done);
    }
    override destroy(_sid: string, done: Done = () => undefined): void {
      act(done);
    }
  })();
}

const says = (touch: Touch) => (): Promise<Touch> => Promise.resolve(touch);
const live = says({ outcome: "live" });

function liveStore(payloads: PayloadStore, look: (shard: string, key: string) => Promise<Touch> = live): LiveStore {
  return createLiveStore({ payloads, look });
}

/** Long enough for a store that answers, and for one that does not. */
const SOON_MS = 100;
const PAST_DEADLINE_MS = 1200;

/** Calls every verb at once and returns, for each, all that its callback was told until then. */
async function answersOf({ store }: LiveStore, waitMs: number = SOON_MS): Promise<readonly unknown[][][]> {
  const answers: unknown[][][] = [[], [], [], []];
  const collect =
    (verb: number): Done =>
    (...told) =>
      answers[verb]?.push(told);
  store.get(anonymous(), collect(0));
  store.get(full(), collect(1));
  store.set("id", DATA, collect(2));
  store.destroy("id", collect(3));
  await sleep(waitMs);
  return answers;
}

function expectUnavailableOnce(answers: readonly unknown[][][]): void {
  for (const told of answers) {
    expect(told).to.have.lengthOf(1);
    expect(told[0]?.[0]).to.be.instanceOf(MfaError).and.include({ code: "ERR-UNAVAILABLE", retryAfterSeconds: 1 });
    expect(told[0]?.[1]).to.equal(undefined);
  }
}

/** What express-session is given, and what is said of it in the same turn. */
function load({ store, verdict }: LiveStore, sid: string): Promise<{ data: unknown; said: unknown }> {
  return new Promise((resolve, reject) => {
    store.get(sid, (error, data) => {
      if (error) reject(new Error(String(error)));
      else resolve({ data, said: verdict() });
    });
  });
}

const keep = ({ store, isNew }: LiveStore, sid: string, data: SessionData): Promise<unknown> =>
  new Promise((resolve) => {
    isNew(data);
    store.set(sid, data, resolve);
  });

describe("createLiveStore", function () {
  this.slow(4000);

  it("says of a session that is not there that it is null, not that something failed", async () => {
    const payloads = payloadsThat((done) => {
      done();
    });

    const answers = await answersOf(liveStore(payloads));

    expect(answers.slice(0, 2)).to.deep.equal([[[null, null]], [[null, null]]]);
  });

  it("gives a session that lives, with the word of the index beside it", async () => {
    const store = liveStore(createMemoryPayloadStore());
    const sid = full();
    await keep(store, sid, DATA);

    const { data, said } = await load(store, sid);

    expect(data).to.have.property("sallyport", "ours");
    expect(said).to.deep.include({ key: sid, shard: "s".repeat(22), touch: { outcome: "live" } });
    expect(store.verdict()).to.equal(undefined);
  });

  it("gives the app nothing of a session that has ended, and removes what is left of it", async () => {
    const payloads = createMemoryPayloadStore();
    const touch = { outcome: "gone", reason: "session_limit" } as const;
    const store = liveStore(payloads, says(touch));
    const sid = full();
    await keep(store, sid, DATA);

    const { data, said } = await load(store, sid);

    expect(data).to.equal(null);
    expect(said).to.deep.include({ touch, stored: "ours" });
    expect((await load(liveStore(payloads), sid)).data).to.equal(null);
  });

  it("asks the index about sessions that carry a shard, and about no others", async () => {
    const asked: string[][] = [];
    const store = liveStore(createMemoryPayloadStore(), (...call) => {
      asked.push(call);
      return live();
    });
    const sid = full();

    for (const each of [anonymous(), sid, `${anonymous()}.short`, "planted"]) await load(store, each);

    expect(asked).to.deep.equal([["s".repeat(22), sid]]);
  });

  it("saves a known session only if it is still there", async () => {
    const store = liveStore(createMemoryPayloadStore());
    const sid = anonymous();
    const mine = { ...DATA };
    await keep(store, sid, mine);
    await new Promise((resolve) => {
      store.store.destroy(sid, resolve);
    });

    await new Promise((resolve) => {
      store.store.set(sid, mine, resolve);
    });

    expect((await load(store, sid)).data).to.equal(null);
  });

  it("saves what has not changed since no second time", async () => {
    let saves = 0;
    const counting = payloadsThat((done) => {
      saves += 1;
      done();
    });
    const store = liveStore(counting);
    const mine = { ...DATA };
    const save = (): Promise<unknown> =>
      new Promise((resolve) => {
        store.store.set("id", mine, resolve);
      });
    for (const note of ["first", "first", "second", "second"]) {
      Object.assign(mine, { note });
      await save();
    }

    expect(saves).to.equal(2);
  });

  it("answers once, ERR-UNAVAILABLE, where the store never calls back", async () => {
    expectUnavailableOnce(await answersOf(liveStore(payloadsThat(() => undefined)), PAST_DEADLINE_MS));
  });

  it("answers once, ERR-UNAVAILABLE, where the store calls back when nobody waits any more", async () => {
    const late = payloadsThat((done) => void setTimeout(done, 900, null, DATA));

    expectUnavailableOnce(await answersOf(liveStore(late), PAST_DEADLINE_MS));
  });

  it("answers once, ERR-UNAVAILABLE, where the store throws", async () => {
    const throwing = payloadsThat(() => {
      throw new Error("down");
    });

    expectUnavailableOnce(await answersOf(liveStore(throwing)));
  });

  it("answers once, ERR-UNAVAILABLE, where the store reports an error, and keeps it for the log", async () => {
    const cause = new Error("ECONNRESET");
    const failing = payloadsThat((done) => {
      done(cause);
      done(null, DATA);
    });

    const answers = await answersOf(liveStore(failing));

    expectUnavailableOnce(answers);
    for (const told of answers) expect(told[0]?.[0]).to.have.property("cause", cause);
  });

  for (const [fault, look, waitMs] of [
    ["fails", () => Promise.reject(new Error("down")), SOON_MS],
    ["never answers", () => new Promise<Touch>(() => undefined), PAST_DEADLINE_MS],
  ] as const)
    it(`lets nobody in while the index ${fault}`, async () => {
      const answers = await answersOf(liveStore(createMemoryPayloadStore(), look), waitMs);

      expectUnavailableOnce([answers[1] ?? []]);
    });
});
