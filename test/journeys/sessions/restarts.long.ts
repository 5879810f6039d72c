import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { somebody, type Jar } from "../../support/cluster.ts";
import { isIn, onFourProcesses, signIn } from "../../support/four-processes.ts";
import { worksWithin } from "../../support/until.ts";

const PROCESSES = [0, 1, 2, 3];
const PEOPLE = 8;

onFourProcesses("A rolling restart", (running) => {
  it("refuses nobody, signs nobody out and brings no ended session back", async () => {
    const people = Array.from({ length: PEOPLE }, (_, index) => signIn(running().jar(index), somebody()));
    const jars = (await Promise.all(people)).map(({ jar }) => jar);
    const id = somebody();
    const [owner, guest] = [await signIn(running().jar(0), id), await signIn(running().jar(3), id)];
    const traffic = sendTraffic([...jars, owner.jar]);

    for (const process of PROCESSES) {
      await traffic.spare(process);
      await running().restart(process);
      traffic.use(process);
      // Half of the processes are old at this moment, half of them new.
      if (process === 1) await owner.jar.at(2).delete(`/api/v1/sessions/${guest.sessionId}`);
    }
    const statuses = await traffic.stop();

    expect(statuses).to.have.lengthOf.above(100);
    expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
    for (const jar of [...jars, owner.jar]) expect(await whereIn(jar)).to.deep.equal(PROCESSES);
    expect(await whereIn(guest.jar)).to.deep.equal([]);
  });
});

/** The processes that let this browser in. */
async function whereIn(jar: Jar): Promise<readonly number[]> {
  const answers = await Promise.all(PROCESSES.map((process) => isIn(jar.at(process))));
  return PROCESSES.filter((_, index) => answers[index]);
}

interface Traffic {
  /** Sends it nothing more, and waits until it has answered: what a balancer does before a restart. */
  spare(process: number): Promise<void>;
  use(process: number): void;
  /** The status of each answer; 0 for none. */
  stop(): Promise<readonly number[]>;
}

/** A light load of requests, one at a time for each browser, over the processes that are in use. */
function sendTraffic(jars: readonly Jar[]): Traffic {
  const used = new Set(PROCESSES);
  const underWay = new Map<number, number>();
  const statuses: number[] = [];
  let isOver = false;

  async function send(jar: Jar, process: number): Promise<void> {
    underWay.set(process, (underWay.get(process) ?? 0) + 1);
    const answer = await jar
      .at(process)
      .get("/account")
      .catch(() => ({ status: 0 }));
    underWay.set(process, (underWay.get(process) ?? 0) - 1);
    statuses.push(answer.status);
  }

  async function browse(jar: Jar): Promise<void> {
    for (let turn = 0; !isOver; turn += 1) {
      const [...processes] = used;
      await send(jar, processes[turn % processes.length] ?? 0);
      await sleep(20);
    }
  }

  const browsing = Promise.all(jars.map(browse));
  return {
    spare: async (process) => {
      used.delete(process);
      expect(await worksWithin(10, async () => underWay.get(process) === 0)).to.equal(true);
    },
    use: (process) => {
      used.add(process);
    },
    stop: async () => {
      isOver = true;
      await browsing;
      return statuses;
    },
  };
}
