import { deadline, SallyportConfigError } from "@sallyport/core";
import { createClient, type RedisClientType } from "redis";

/** Which server, and who hears of its troubles. */
export interface RedisOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** Told of every error of the connection; the client reconnects by itself. */
  readonly onError?: (error: unknown) => void;
}

const CONNECT_WITHIN_MS = 2000;
const RECONNECT_MAX_MS = 500;

/**
 * A client that fails fast: no queue while the server is away, and a connection that stops answering is dropped after a
 * second and made again. (node-redis' own command time-out does not cover commands that were sent already.)
 *
 * Throws `SallyportConfigError` (`CONFIG-REDIS-UNREACHABLE`) if the server does not answer at start.
 */
export async function connectRedis({ url, onError = () => undefined }: RedisOptions): Promise<RedisClientType> {
  const client: RedisClientType = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: 400,
    // Every call of ours has a deadline already; a signal for each command would cost more than the command.
    commandOptions: { timeout: 0 },
    socket: { connectTimeout: 500, socketTimeout: 1000, reconnectStrategy: backOff },
  });
  // Without a listener, an error of the connection would end the process.
  client.on("error", onError);
  try {
    await deadline(client.connect(), CONNECT_WITHIN_MS);
  } catch (cause) {
    client.destroy();
    throw unreachable(cause);
  }
  return client;
}

/** Doubling, to half a second, with jitter: many processes must not come back in step. */
function backOff(retries: number): number {
  const wait = Math.min(25 * 2 ** Math.min(retries, 10), RECONNECT_MAX_MS);
  return Math.round(wait * (0.5 + Math.random() / 2));
}

function unreachable(cause: unknown): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-REDIS-UNREACHABLE",
      option: "redisUrl",
      // The message of the client names host and port, never the password.
      reason: `Redis does not answer (${cause instanceof Error ? cause.message : "unknown error"})`,
      remedy: "Start it, or check REDIS_URL",
    },
  ]);
}
