import { createHash, randomBytes, randomInt } from "node:crypto";
import { systemClock, type Begun, type NewSession, type SessionIndex } from "@sallyport/core";
import { createRedisSessionIndex, type RedisConnection } from "@sallyport/redis";
import { createClient } from "redis";

export const SESSIONS_EACH = 5;

/** Users with five sessions each, in one Redis or one cluster, under a key prefix of their own. */
export interface Population {
  /** So many users, each with a full cap. */
  fill(users: number): Promise<void>;
  /** Signs some of the users in so often that all is remembered of their ended sessions that ever will be. */
  wearIn(): Promise<void>;
  /** Any user's any session, as a request asks for it. */
  touchAny(): Promise<void>;
  /** Any user's five sessions. */
  listAny(): Promise<void>;
  /** A sign-in of a user with a full cap, one of those that were worn in. */
  beginAny(): Promise<void>;
  remove(): Promise<void>;
}

const USERS_AT_ONCE = 100;
const WORN_IN = 200;
const REMEMBERED = 50;
/** Whoever is left behind by a run that was killed is gone in an hour. */
const LIFETIME = { idleSeconds: 3600, absoluteSeconds: 3600 };

export function createPopulation(client: RedisConnection, urls: readonly string[]): Population {
  const prefix = `sallyport-bench:${randomBytes(4).toString("hex")}:`;
  const index = createRedisSessionIndex({ client, prefix });
  // A touch writes once a minute: by a clock that is late, that minute is never over, however long the filling took.
  const late = createRedisSessionIndex({ client, prefix, clock: { ...systemClock, offsetMs: -600_000 } });
  let users = 0;

  const wornIn = (): number => Math.min(users, WORN_IN);
  const beginFor = async (user: number): Promise<void> => {
    const begun = await begin(index, user, randomBytes(32).toString("base64url"));
    if (begun.outcome !== "begun" || begun.evicted.length !== 1) throw new Error("the cap of this user was not full");
  };

  return {
    fill: async (count) => {
      const lane = async (): Promise<void> => {
        while (users < count) {
          const user = users;
          users += 1;
          await Promise.all(sessionsOf(user).map((key) => begin(index, user, key)));
        }
      };
      await Promise.all(Array.from({ length: USERS_AT_ONCE }, lane));
    },
    wearIn: async () => {
      const everyone = Array.from({ length: wornIn() }, (_, user) => user);
      for (let ended = 0; ended <= REMEMBERED; ended += 1) await Promise.all(everyone.map(beginFor));
    },
    touchAny: async () => {
      const { outcome } = await late.touch(...anySession(users));
      if (outcome !== "live") throw new Error(`a session is ${outcome}`);
    },
    listAny: async () => {
      const listed = await index.list(shardOf(randomInt(users)));
      if (listed.outcome !== "listed" || listed.sessions.length !== SESSIONS_EACH)
        throw new Error("a user has other sessions than were begun");
    },
    beginAny: () => beginFor(randomInt(wornIn())),
    remove: async () => {
      users = 0;
      for (const url of urls) await removeKeys(url, prefix);
    },
  };
}

async function begin(index: SessionIndex, user: number, key: string): Promise<Begun> {
  const session: NewSession = { id: handle(), key, deviceType: "desktop", details: details(), ...LIFETIME };
  const rule = { max: SESSIONS_EACH, perDeviceType: false, whenFull: "end-oldest" } as const;
  const early = await index.epoch(shardOf(user));
  if (early.outcome === "stale") throw new Error("the server was restarted");
  return index.begin(shardOf(user), session, { ...rule, epoch: early.epoch });
}

/** As long as a UUID. */
function handle(): string {
  return randomBytes(18).toString("hex");
}

function details(): NewSession["details"] {
  const proofs = [{ by: "password", at: new Date().toISOString() }];
  return { browser: "Firefox 128", os: "Windows 10", ip: "203.0.113.0", proofs };
}

/** As long as the keyed hash that a user's sessions lie under. */
function shardOf(user: number): string {
  return digest(`user ${user}`).slice(0, 22);
}

function sessionsOf(user: number): readonly string[] {
  return Array.from({ length: SESSIONS_EACH }, (_, session) => digest(`user ${user}, session ${session}`));
}

function anySession(users: number): [shard: string, key: string] {
  const user = randomInt(users);
  return [shardOf(user), digest(`user ${user}, session ${randomInt(SESSIONS_EACH)}`)];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const client = await createClient({ url }).connect();
  const standing = await client.role();
  // One by one: in a cluster, the keys of one command must lie in one slot. The replicas follow their masters.
  if (standing?.role === "master")
    for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1000 }))
      await Promise.all(keys.map((key) => client.unlink(key)));
  await client.close();
}
