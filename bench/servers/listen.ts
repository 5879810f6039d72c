import type { Express } from "express";
import type { AddressInfo } from "node:net";

/** Serves on a free port, says which, and ends on SIGTERM. */
export function listen(app: Express, close: () => Promise<unknown>): void {
  const server = app.listen(0, "127.0.0.1", () => {
    process.stdout.write(`listening on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
  });
  process.once("SIGTERM", () => {
    server.closeAllConnections();
    server.close(() => void close());
  });
}
