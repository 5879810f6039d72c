import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * A port on loopback that nobody listens on at this moment. It is picked at random, as other processes look for one as
 * well, and lies below those that the system gives to outgoing connections, which come and go.
 */
export function freePort(): Promise<number> {
  return freePortPair(0);
}

/** The same, where the port so much above it has to be free as well. */
export async function freePortPair(offset: number): Promise<number> {
  for (;;) {
    const port = randomInt(11_000, 21_000);
    if ((await isFree(port)) && (await isFree(port + offset))) return port;
  }
}

/** Whether it could be listened on for a moment. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await once(probe.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  await once(probe.close(), "close");
  return true;
}
