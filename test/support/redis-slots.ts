import { askRedis } from "./ask-redis.ts";
import { urlOf } from "./redis-process.ts";
import { worksWithin } from "./until.ts";

/** Who serves which slot of a cluster, as its running nodes say themselves. */
export interface RedisSlots {
  /** Port of the master that serves this key's slot; rejects while nobody does. */
  masterOf(key: string): Promise<number>;
  /** Moves the slot of this key to another master, while clients go on; settled when every node knows of it. */
  moveSlot(key: string, toPort: number): Promise<void>;
}

interface Master {
  readonly port: number;
  readonly isAsked: boolean;
}

const LOT = "100";

export function redisSlots(runningPorts: () => readonly number[]): RedisSlots {
  const ask = (port: number, ...command: readonly string[]): Promise<unknown> => askRedis(urlOf(port), command);

  async function slotOf(key: string): Promise<number> {
    const [port] = runningPorts();
    if (port === undefined) throw new Error("no node is running");
    return Number(await ask(port, "CLUSTER", "KEYSLOT", key));
  }

  /** What each running node believes. */
  async function beliefs(slot: number): Promise<readonly (Master | undefined)[]> {
    const texts = await Promise.all(runningPorts().map((port) => ask(port, "CLUSTER", "NODES")));
    return texts.map((text) => masterIn(String(text), slot));
  }

  async function ownerOf(slot: number): Promise<number> {
    const owner = (await beliefs(slot)).find((master) => master?.isAsked);
    if (!owner) throw new Error(`no running master serves slot ${String(slot)}`);
    return owner.port;
  }

  async function moveKeys(slot: string, from: number, to: number): Promise<void> {
    for (;;) {
      const keys = (await ask(from, "CLUSTER", "GETKEYSINSLOT", slot, LOT)) as string[];
      if (keys.length === 0) return;
      await ask(from, "MIGRATE", "127.0.0.1", String(to), "", "0", "5000", "KEYS", ...keys);
    }
  }

  async function announce(slot: string, id: string, to: number): Promise<void> {
    // The new owner first: were it the last, the others would send clients to a node that sends them back.
    const others = runningPorts().filter((port) => port !== to);
    for (const port of [to, ...others])
      if (await isMaster(port)) await ask(port, "CLUSTER", "SETSLOT", slot, "NODE", id);
  }

  async function isMaster(port: number): Promise<boolean> {
    const [role] = (await ask(port, "ROLE")) as [string];
    return role === "master";
  }

  return {
    masterOf: async (key) => ownerOf(await slotOf(key)),
    moveSlot: async (key, to) => {
      const number = await slotOf(key);
      const slot = String(number);
      const from = await ownerOf(number);
      if (from === to) return;
      const [fromId, toId] = [String(await ask(from, "CLUSTER", "MYID")), String(await ask(to, "CLUSTER", "MYID"))];
      await ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
      await ask(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
      await moveKeys(slot, from, to);
      await announce(slot, toId, to);
      const isKnown = await worksWithin(10, async () => (await beliefs(number)).every((master) => master?.port === to));
      if (!isKnown) throw new Error(`not every node knows that slot ${slot} has moved`);
    },
  };
}

/** Reads CLUSTER NODES: `id host:port@bus flags master ping pong epoch link slots…`, one line a node. */
function masterIn(text: string, slot: number): Master | undefined {
  for (const line of text.split("\n")) {
    const [, address = "", flags = "", , , , , , ...ranges] = line.split(" ");
    if (flags.includes("master") && ranges.some((range) => covers(range, slot)))
      return { port: Number(/:(\d+)@/.exec(address)?.[1]), isAsked: flags.includes("myself") };
  }
  return undefined;
}

/** `5`, `5-9`; `[5->-id]` is a slot on the move, listed in addition. */
function covers(range: string, slot: number): boolean {
  const [first = NaN, last = first] = range.split("-").map(Number);
  return slot >= first && slot <= last;
}
