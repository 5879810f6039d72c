import { MfaError } from "@sallyport/core";
import { expect } from "chai";
import session, { type SessionData } from "express-session";
import { setTimeout as sleep } from "node:timers/promises";
import { withSessionStoreDeadline } from "../../packages/express/src/session-store-deadline.ts";

type Done = (error?: unknown, data?: unknown) => void;

const DATA = { cookie: { originalMaxAge: null } } as unknown as SessionData;

/** A store of which every verb does one thing with its callback. */
function storeThat(act: (done: Done) => void): session.Store {
  return new (class extends session.Store {
    override get(_sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
      act(done as Done);
    }
    override set(_sid: string, _data: SessionData, done: Done = () => undefined): void {
      act(done);
    }
    override destroy(_sid: string, done: Done = () => undefined): void {
      act(done);
    }
    override touch(_sid: string, _data: SessionData, done: Done = () => undefined): void {
      act(done);
    }
  })();
}

/** Long enough for a store that answers, and for one that does not. */
const SOON_MS = 100;
const PAST_DEADLINE_MS = 1200;

/** Calls every verb at once and returns, for each, all that its callback was told until then. */
async function answersOf(store: session.Store, waitMs: number = SOON_MS): Promise<readonly unknown[][][]> {
  const answers: unknown[][][] = [[], [], [], []];
  const collect =
    (verb: number): Done =>
    (...told) =>
      answers[verb]?.push(told);
  store.get("id", collect(0));
  store.set("id", DATA, collect(1));
  store.destroy("id", collect(2));
  store.touch?.("id", DATA, collect(3));
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

describe("withSessionStoreDeadline", function () {
  this.slow(4000);

  it("passes on what a healthy store answers", async () => {
    const store = withSessionStoreDeadline(new session.MemoryStore());
    await new Promise((resolve) => {
      store.set("id", DATA, resolve);
    });

    const answers = await answersOf(store);

    expect(answers.map((told) => told.length)).to.deep.equal([1, 1, 1, 1]);
    expect(answers.map((told) => told[0]?.[0] ?? null)).to.deep.equal([null, null, null, null]);
    expect(answers[0]?.[0]?.[1]).to.have.property("cookie");
  });

  it("says of a session that is not there that it is null, not that something failed", async () => {
    const store = withSessionStoreDeadline(
      storeThat((done) => {
        done();
      }),
    );

    const answers = await answersOf(store);

    expect(answers[0]).to.deep.equal([[null, null]]);
  });

  it("answers once, ERR-UNAVAILABLE, where the store never calls back", async () => {
    expectUnavailableOnce(await answersOf(withSessionStoreDeadline(storeThat(() => undefined)), PAST_DEADLINE_MS));
  });

  it("answers once, ERR-UNAVAILABLE, where the store calls back when nobody waits any more", async () => {
    const late = storeThat((done) => void setTimeout(done, 900, null, DATA));

    expectUnavailableOnce(await answersOf(withSessionStoreDeadline(late), PAST_DEADLINE_MS));
  });

  it("answers once, ERR-UNAVAILABLE, where the store throws", async () => {
    const throwing = storeThat(() => {
      throw new Error("down");
    });

    expectUnavailableOnce(await answersOf(withSessionStoreDeadline(throwing)));
  });

  it("answers once, ERR-UNAVAILABLE, where the store reports an error, and keeps it for the log", async () => {
    const cause = new Error("ECONNRESET");
    const failing = storeThat((done) => {
      done(cause);
      done(null, DATA);
    });

    const answers = await answersOf(withSessionStoreDeadline(failing));

    expectUnavailableOnce(answers);
    for (const told of answers) expect(told[0]?.[0]).to.have.property("cause", cause);
  });

  it("answers once, ERR-UNAVAILABLE, where what the store reports is no Error", async () => {
    const failing = storeThat((done) => {
      done("ECONNRESET");
    });

    expectUnavailableOnce(await answersOf(withSessionStoreDeadline(failing)));
  });

  it("needs no touch in the store, and no callback of the caller", async () => {
    const plain = new session.MemoryStore();
    Object.assign(plain, { touch: undefined });
    const store = withSessionStoreDeadline(plain);
    store.set("id", DATA);

    const answers = await answersOf(store);

    expect(answers[3]).to.deep.equal([[undefined, undefined]]);
    expect(answers[0]?.[0]?.[1]).to.have.property("cookie");
  });
});
