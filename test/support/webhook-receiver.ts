import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { verifyWebhook, type AuditEntry } from "sallyport";

/** What came to it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly type: string;
  readonly entry: AuditEntry;
}

/** What it does with what comes from now on: a status, nothing at all, or an answer without an end. */
export type ReceiverMode = number | "hang" | "endless";

/** Somebody's server that hears of events, on loopback. */
export interface WebhookReceiver {
  readonly url: string;
  /** All that came, whatever it answered, oldest first. */
  readonly received: readonly ReceivedEvent[];
  /** Of one user. */
  of(userId: string, type?: string): readonly ReceivedEvent[];
  mode(mode: ReceiverMode): void;
  close(): Promise<void>;
}

export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export async function startReceiver(port = 0): Promise<WebhookReceiver> {
  const received: ReceivedEvent[] = [];
  let mode: ReceiverMode = 204;
  const server = createServer((req, res) => {
    void buffer(req).then((bytes) => {
      const raw = bytes.toString();
      const { type, data } = JSON.parse(raw) as { type: string; data: AuditEntry };
      received.push({ id: String(req.headers["webhook-id"]), headers: req.headers, raw, type, entry: data });
      if (typeof mode === "number") res.writeHead(mode, { location: `${url}/elsewhere` }).end();
      else if (mode === "endless") res.write("x".repeat(1e6));
    });
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    received,
    of: (userId, type) =>
      received.filter(({ entry }) => entry.userId === userId && (type === undefined || entry.type === type)),
    mode: (next) => {
      mode = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whether it is what we have posted, at that time. */
export function isSigned({ headers, raw }: ReceivedEvent, now: Date, secrets: string | readonly string[]): boolean {
  return verifyWebhook({ headers, body: raw, secrets, now }) !== undefined;
}
