import { expect } from "chai";
import { MfaError } from "../../../packages/core/src/errors.ts";
import { createBoundedQueue } from "../../../packages/core/src/secrets/bounded-queue.ts";

/** A task that a test ends. */
function openTask(): { task: () => Promise<void>; end: (error?: Error) => void; started: () => boolean } {
  let started = false;
  let settle: (error?: Error) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => {
      if (error) reject(error);
      else resolve();
    };
  });
  return {
    task: () => {
      started = true;
      return done;
    },
    end: (error) => {
      settle(error);
    },
    started: () => started,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a bounded queue", () => {
  it("runs as many tasks at once as it may, and the next ones in order", async () => {
    const queue = createBoundedQueue({ concurrency: 2, maxQueued: 10 });
    const tasks = Array.from({ length: 5 }, openTask);
    const runs = tasks.map(({ task }) => queue.run(task));

    await turn();
    const before = tasks.map(({ started }) => started());
    tasks[1]?.end();
    await turn();
    const after = tasks.map(({ started }) => started());
    for (const { end } of tasks) end();
    await Promise.all(runs);

    expect(before).to.deep.equal([true, true, false, false, false]);
    expect(after).to.deep.equal([true, true, true, false, false]);
  });

  it("refuses at once what does not fit, with 503 and a time to come back", async () => {
    const queue = createBoundedQueue({ concurrency: 1, maxQueued: 2 });
    const tasks = Array.from({ length: 3 }, openTask);
    const runs = tasks.map(({ task }) => queue.run(task));

    const refused: unknown = await queue.run(() => Promise.resolve()).catch((error: unknown) => error);
    for (const { end } of tasks) end();
    await Promise.all(runs);

    expect(refused).to.be.instanceOf(MfaError).and.include({ code: "ERR-UNAVAILABLE", retryAfterSeconds: 1 });
  });

  it("frees the place of a task that failed, synchronously or not, and passes its error on", async () => {
    const queue = createBoundedQueue({ concurrency: 1, maxQueued: 2 });
    const failing = [
      () => Promise.reject(new Error("later")),
      () => {
        throw new Error("at once");
      },
    ];

    const outcomes = await Promise.allSettled([
      ...failing.map((task) => queue.run(task)),
      queue.run(() => Promise.resolve(7)),
    ]);

    expect(
      outcomes.map((outcome) => (outcome.status === "rejected" ? String(outcome.reason) : outcome.value)),
    ).to.deep.equal(["Error: later", "Error: at once", 7]);
  });

  it("never runs more than it may, while 40 callers come back 5 times each", async () => {
    const queue = createBoundedQueue({ concurrency: 3, maxQueued: 40 });
    let running = 0;
    let most = 0;
    let ended = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running);
      for (let wait = ended % 4; wait > 0; wait--) await turn();
      running--;
      ended++;
    };

    await Promise.all(
      Array.from({ length: 40 }, async () => {
        for (let round = 0; round < 5; round++) await queue.run(task);
      }),
    );

    expect({ most, running, ended }).to.deep.equal({ most: 3, running: 0, ended: 200 });
  });
});
