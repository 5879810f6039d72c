import cluster from "node:cluster";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { createApp } from "./app.ts";
import { ensureSecret } from "./secret.ts";

/** `npm start`, `npm start -- --workers 4`. Reads PORT, ORIGIN, DATABASE_URL, REDIS_URL, MFA_SECRET, DEMO_STEP_UP_SECONDS; in production TWILIO_… and SMTP_URL. */
const { values } = parseArgs({ options: { workers: { type: "string", default: "1" }, port: { type: "string" } } });
const port = Number(values.port ?? process.env["PORT"] ?? 3000);
const workers = Number(values.workers);

if (cluster.isPrimary && workers > 1) startWorkers();
else await serve();

function startWorkers(): void {
  if (!process.env["DATABASE_URL"] || !process.env["REDIS_URL"]) {
    console.error("Several workers share their data: set DATABASE_URL and REDIS_URL, or start without --workers.");
    process.exit(1);
  }
  ensureSecret();
  for (let started = 0; started < workers; started += 1) cluster.fork();
  let ready = 0;
  cluster.on("message", () => {
    ready += 1;
    if (ready === workers) announce();
  });
  cluster.on("exit", (worker, code) => {
    if (code !== 0 && !worker.exitedAfterDisconnect) process.exit(code);
  });
}

async function serve(): Promise<void> {
  ensureSecret();
  const { app, close } = await createApp({ origin: process.env["ORIGIN"] ?? `http://localhost:${port}` });
  const server = app.listen(port, "localhost");
  await Promise.race([
    once(server, "listening"),
    once(server, "error").then(([error]) => Promise.reject(error as Error)),
  ]);
  if (cluster.isPrimary) announce();
  else process.send?.("ready");

  const stop = (): void => {
    server.close(() => void close().then(() => process.exit(0)));
    server.closeIdleConnections();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

function announce(): void {
  console.log(`Sallyport demo: http://localhost:${port}${workers > 1 ? ` (${workers} workers)` : ""}`);
}
