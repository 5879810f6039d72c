import { CallbackRefusedError, type Channel, type DeliveryReport } from "@sallyport/core";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** An app that takes call-backs for channels at `/hooks/<provider>`, as `deliveryWebhooks()` does. */
export interface Receiver {
  readonly url: string;
  /** What the channels have believed, newest last. */
  readonly reports: readonly DeliveryReport[];
  /** The channels that it asks; there are none at first. */
  listen(...channels: readonly Channel[]): void;
  close(): Promise<void>;
}

/** Answers 204 for what was believed, 403 for what was refused, 404 where no channel wants it, 500 for the rest. */
export async function startReceiver(): Promise<Receiver> {
  const reports: DeliveryReport[] = [];
  let channels: readonly Channel[] = [];

  async function take(req: IncomingMessage): Promise<number> {
    const path = req.url ?? "";
    const provider = /^\/hooks\/(?<name>[a-z0-9-]+)/.exec(path)?.groups?.["name"] ?? "";
    const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
    const callback = { provider, headers, path, body: await text(req) };
    for (const channel of channels) {
      const found = await channel.receive?.(callback);
      if (found === undefined) continue;
      reports.push(...found);
      return 204;
    }
    return 404;
  }

  const server = createServer((req, res) => {
    take(req).then(
      (status) => res.writeHead(status).end(),
      (error: unknown) => res.writeHead(error instanceof CallbackRefusedError ? 403 : 500).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    listen: (...next) => {
      channels = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
