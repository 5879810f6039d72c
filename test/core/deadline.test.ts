import { MfaError, SallyportConfigError, withDeadline } from "@sallyport/core";
import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";

/** What a call ended with, without throwing. */
async function endOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe("withDeadline", () => {
  const name = "methods";

  it("passes values, answers and the store itself on", async () => {
    const store = {
      label: "kept",
      list(first: string, second: number): Promise<string> {
        return Promise.resolve(`${first} ${String(second)} ${this.label}`);
      },
    };

    const guarded = withDeadline({ store, name });

    expect(await guarded.list("a", 2)).to.equal("a 2 kept");
    expect(guarded.label).to.equal("kept");
  });

  it("answers ERR-UNAVAILABLE in place of a store that never does", async () => {
    const told: unknown[][] = [];
    const store = { list: () => new Promise<never>(() => undefined) };
    const guarded = withDeadline({ store, name, timeoutMs: 20, onUnavailable: (...call) => told.push(call) });

    const error = await endOf(guarded.list());

    expect(error).to.be.instanceOf(MfaError).and.include({ code: "ERR-UNAVAILABLE", retryAfterSeconds: 1 });
    expect(told).to.have.lengthOf(1);
    expect(told[0]?.map(String)).to.deep.equal(["Error: no answer within 20 ms", "methods"]);
  });

  it("gives a store less than a second where nothing else is said", async () => {
    const store = { list: () => new Promise<never>(() => undefined) };
    const startedAt = performance.now();

    const error = await endOf(withDeadline({ store, name }).list());

    expect(error).to.include({ code: "ERR-UNAVAILABLE" });
    expect(performance.now() - startedAt).to.be.within(700, 1500);
  });

  it("answers ERR-UNAVAILABLE in place of a store that rejects or throws, with the cause for the log", async () => {
    const causes = [new Error("rejected"), new TypeError("thrown")] as const;
    const told: unknown[] = [];
    const store = {
      reject: () => Promise.reject(causes[0]),
      throwAtOnce: (): Promise<never> => {
        throw causes[1];
      },
    };
    const guarded = withDeadline({ store, name, onUnavailable: (error) => told.push(error) });

    const errors = [await endOf(guarded.reject()), await endOf(guarded.throwAtOnce())];

    for (const [index, error] of errors.entries())
      expect(error).to.be.instanceOf(MfaError).and.include({ code: "ERR-UNAVAILABLE", cause: causes[index] });
    expect(told).to.deep.equal(causes);
  });

  it("lets refusals of the domain and of the configuration pass as they are, and tells nobody", async () => {
    const refusals = [
      new MfaError("ERR-MFA-INVALID"),
      new SallyportConfigError([{ code: "CONFIG-X", option: "x", reason: "wrong", remedy: "Fix it" }]),
    ];
    const told: unknown[] = [];
    const store = { refuse: (index: number) => Promise.reject(refusals[index] ?? new Error("none")) };
    const guarded = withDeadline({ store, name, onUnavailable: (error) => told.push(error) });

    const errors = [await endOf(guarded.refuse(0)), await endOf(guarded.refuse(1))];

    expect(errors[0]).to.equal(refusals[0]);
    expect(errors[1]).to.equal(refusals[1]);
    expect(told).to.deep.equal([]);
  });

  it("swallows what comes after the deadline, a rejection as well", async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): number => unhandled.push(reason);
    const others = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", listen);
    const store = { list: () => sleep(30).then(() => Promise.reject(new Error("late"))) };
    const guarded = withDeadline({ store, name, timeoutMs: 10 });

    const error = await endOf(guarded.list());
    await sleep(60);

    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
    expect(error).to.include({ code: "ERR-UNAVAILABLE" });
    expect(unhandled).to.deep.equal([]);
  });

  it("answers the same when the one who is told throws", async () => {
    const store = { list: () => Promise.reject(new Error("down")) };
    const onUnavailable = (): never => {
      throw new Error("the log is full");
    };

    const error = await endOf(withDeadline({ store, name, onUnavailable }).list());

    expect(error).to.be.instanceOf(MfaError).and.include({ code: "ERR-UNAVAILABLE" });
  });
});
