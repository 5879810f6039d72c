import type { Begun, NewSession, SessionCapRule, SessionEntry, SessionIndex } from "@sallyport/core";
import { expect } from "chai";
import { randomUUID } from "node:crypto";

/** An index, and the way its time passes. */
export interface OpenIndex {
  readonly index: SessionIndex;
  travel(seconds: number): void;
}

type Rule = Parameters<SessionIndex["begin"]>[2];

export const FIVE: SessionCapRule = { max: 5, perDeviceType: false, whenFull: "end-oldest" };

export function newShard(): string {
  return randomUUID().replaceAll("-", "").slice(0, 22);
}

export function newSession(more: Partial<NewSession> = {}): NewSession {
  return {
    id: randomUUID(),
    key: `key-${randomUUID()}`,
    deviceType: "desktop",
    details: { browser: "Firefox | 128", place: { city: "İzmir", none: null }, proofs: [{ by: "password" }] },
    idleSeconds: 3600,
    absoluteSeconds: 86_400,
    ...more,
  };
}

/** The epoch that a sign-in which begins now would be told. */
export async function epochOf(index: SessionIndex, shard: string): Promise<string> {
  const answer = await index.epoch(shard);
  return answer.outcome === "epoch" ? answer.epoch : expect.fail(answer.outcome);
}

/** A sign-in from its first step to its last: it reads the epoch, and begins under a cap of five. */
export async function beginIn(
  index: SessionIndex,
  given: { readonly shard: string; readonly session?: NewSession; readonly rule?: Partial<Rule> },
): Promise<Begun> {
  const { shard, session = newSession(), rule } = given;
  const epoch = await epochOf(index, shard);
  return index.begin(shard, session, { ...FIVE, epoch, ...rule });
}

/** The verbs, as far as a test only wants their usual outcome. */
export interface Shorthand {
  begin(shard: string, rule?: Partial<Rule>, more?: Partial<NewSession>): Promise<SessionEntry>;
  isLive(shard: string, key: string): Promise<boolean>;
  listed(shard: string): Promise<readonly SessionEntry[]>;
}

export function shorthand(open: () => OpenIndex): Shorthand {
  return {
    begin: async (shard, rule = {}, more = {}) => {
      const begun = await beginIn(open().index, { shard, session: newSession(more), rule });
      return begun.outcome === "begun" ? begun.session : expect.fail(begun.outcome);
    },
    isLive: async (shard, key) => (await open().index.touch(shard, key)).outcome === "live",
    listed: async (shard) => {
      const answer = await open().index.list(shard);
      return answer.outcome === "listed" ? answer.sessions : expect.fail(answer.outcome);
    },
  };
}
