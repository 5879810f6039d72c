import { createClient } from "redis";

/** Never connected. The library builds a class of some hundred commands for each client that is not a duplicate. */
const pattern = createClient({ RESP: 2 });

/** One command on a connection of its own; rejects where nobody answers, or not within some seconds. */
export async function askRedis(url: string, command: readonly string[]): Promise<unknown> {
  const client = pattern.duplicate({
    url,
    socket: { connectTimeout: 5000, socketTimeout: 5000, reconnectStrategy: false },
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.sendCommand([...command]);
  } finally {
    if (client.isOpen) client.destroy();
  }
}
