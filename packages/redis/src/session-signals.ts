import type { SessionSignals } from "@sallyport/core";

type Listener = (message: string) => void;

/** What we ask of a client for messages: node-redis' client, cluster and sentinel fit. */
interface PubSub {
  publish(channel: string, message: string): Promise<unknown>;
  subscribe(channel: string, listener: Listener): Promise<unknown>;
  unsubscribe(channel: string, listener: Listener): Promise<unknown>;
}

/** Sharded messages (Redis 7) stay on the nodes of their slot; ordinary ones would go to every node of a cluster. */
interface ShardedPubSub {
  sPublish(channel: string, message: string): Promise<unknown>;
  sSubscribe(channel: string, listener: Listener): Promise<unknown>;
  sUnsubscribe(channel: string, listener: Listener): Promise<unknown>;
}

/** A single connection that subscribes takes no other commands, so it needs one of its own. */
interface Duplicable {
  duplicate(): PubSub & {
    connect(): Promise<unknown>;
    destroy(): void;
    on(event: "error", listener: () => void): unknown;
  };
}

interface Channels {
  publish(channel: string): Promise<unknown>;
  subscribe(channel: string, listener: Listener): Promise<unknown>;
  unsubscribe(channel: string, listener: Listener): Promise<unknown>;
  close(): void;
}

/** One channel a user, subscribed only while this process holds a live connection of theirs. */
export function createRedisSessionSignals({
  client,
  prefix = "sallyport:",
}: {
  readonly client: object;
  readonly prefix?: string;
}): SessionSignals {
  const channels = isCluster(client) ? sharded(client) : plain(client);
  const channelOf = (shard: string): string => `${prefix}ended:{${shard}}`;
  return {
    publish: async (shard) => {
      await channels.publish(channelOf(shard));
    },
    subscribe: async (shard, listener) => {
      const hear = (): void => {
        listener();
      };
      await channels.subscribe(channelOf(shard), hear);
      return async () => {
        await channels.unsubscribe(channelOf(shard), hear);
      };
    },
    close: () => {
      channels.close();
      return Promise.resolve();
    },
  };
}

function isCluster(client: object): client is ShardedPubSub {
  return "masters" in client && "sSubscribe" in client;
}

function sharded(client: ShardedPubSub): Channels {
  return {
    publish: (channel) => client.sPublish(channel, "ended"),
    subscribe: (channel, listener) => client.sSubscribe(channel, listener),
    unsubscribe: (channel, listener) => client.sUnsubscribe(channel, listener),
    close: () => undefined,
  };
}

function plain(client: object): Channels {
  let subscriber: ReturnType<Duplicable["duplicate"]> | undefined;
  let connecting: Promise<PubSub> | undefined;
  /** A sentinel has no connection of its own to spare: it makes one for messages by itself. */
  const connect = async (): Promise<PubSub> => {
    if (!("duplicate" in client) || "acquire" in client) return client as PubSub;
    subscriber = (client as Duplicable).duplicate();
    // The client connects again by itself, and subscribes again.
    subscriber.on("error", () => undefined);
    await subscriber.connect();
    return subscriber;
  };
  const listening = (): Promise<PubSub> => {
    connecting ??= connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  };
  return {
    publish: (channel) => (client as PubSub).publish(channel, "ended"),
    subscribe: async (channel, listener) => (await listening()).subscribe(channel, listener),
    unsubscribe: async (channel, listener) => (await listening()).unsubscribe(channel, listener),
    close: () => {
      subscriber?.destroy();
    },
  };
}
