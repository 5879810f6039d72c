import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** A port on loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const port = await listenOn(0);
  if (port === undefined) throw new Error("no port is free");
  return port;
}

/**
 * A port that is free together with the one so much above it. Both lie below those that the system gives to outgoing
 * connections, which come and go.
 */
export async function freePortPair(offset: number): Promise<number> {
  for (;;) {
    const port = randomInt(11_000, 21_000);
    if ((await listenOn(port)) !== undefined && (await listenOn(port + offset)) !== undefined) return port;
  }
}

/** The port that could be listened on for a moment; undefined where it is taken. */
async function listenOn(port: number): Promise<number | undefined> {
  const probe = createServer();
  try {
    await once(probe.listen(port, "127.0.0.1"), "listening");
  } catch {
    return undefined;
  }
  const { port: found } = probe.address() as AddressInfo;
  await once(probe.close(), "close");
  return found;
}
