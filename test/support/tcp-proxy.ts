import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./free-port.ts";

/** A network between an app and a server that a test may break. */
export interface TcpProxy {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Keeps the connections, accepts new ones, and passes nothing in either direction. */
  freeze(): void;
  /** Works again; what was held back by `freeze` is passed now. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** Passes bytes to a server on this machine, from a free port on the loopback address. */
export async function startTcpProxy({
  targetPort,
  targetHost = "127.0.0.1",
}: {
  readonly targetPort: number;
  readonly targetHost?: string;
}): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;

  const server = createServer({ allowHalfOpen: false }, (near) => {
    const far = connect(targetPort, targetHost);
    join(near, far);
    join(far, near);
  });
  const port = await freePort();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (bytes) => to.write(bytes));
    from.on("error", () => undefined);
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    if (isFrozen) from.pause();
  }

  async function cut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  return {
    port,
    cut,
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    heal: async () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
      if (server.listening) return;
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    stop: cut,
  };
}
