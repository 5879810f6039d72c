import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect } from "chai";
import express from "express";
import { QueryTypes } from "sequelize";
import { auditLog, consoleLogger, rateLimitMfa, sessionCap, trustedDevice, type Logger } from "sallyport";
import { closing } from "../../support/closing.ts";
import { startApp, type TestApp } from "../../support/app.ts";
import { postgresDatabase, type TestDatabase } from "../../support/databases.ts";
import { requireServer } from "../../support/require-server.ts";
import { SENDING } from "../../support/sent-codes.ts";
import { startReceiver, WEBHOOK_SECRET, type WebhookReceiver } from "../../support/webhook-receiver.ts";
import { live, ownEvent, plantAt, type Planted } from "./planting.ts";

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

describe("No secret", function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let app: TestApp;
  const logged: string[] = [];
  const printed: string[] = [];
  const planted: Planted = { secrets: new Set(), refusals: [] };
  const sinks = new Map<string, string>();

  const write = process.stderr.write.bind(process.stderr);
  const log =
    (level: keyof Logger) =>
    (...line: [string, Readonly<Record<string, unknown>>?]): void => {
      logged.push(JSON.stringify(line));
      consoleLogger[level](...line);
    };

  const close = closing(after);

  before(async function () {
    database = requireServer(this, "PostgreSQL", await postgresDatabase());
    close(() => database.close());
    receiver = await startReceiver();
    close(() => receiver.close());
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    process.stderr.write = (text: string) => printed.push(text) > 0;
    close(async () => {
      process.stderr.write = write;
      context.disable();
    });
    const logger = { info: log("info"), warn: log("warn"), error: log("error") };
    const webhooks = [{ name: "all", url: receiver.url, secret: WEBHOOK_SECRET }];
    app = await startApp({
      express,
      sallyport: {
        ...SENDING,
        methods: ["totp", "webauthn", "sms", "email", "backup_code"],
        ...{ sequelize: database.sequelize, logger, audit: { log: true, webhooks } },
      },
      before: (server) => {
        server.use((req, res, next) => {
          const span = provider.getTracer("test").startSpan(req.method);
          res.once("close", () => {
            span.end();
          });
          context.with(trace.setSpan(context.active(), span), next);
        });
      },
      middlewares: [auditLog(), trustedDevice(), sessionCap(), rateLimitMfa()],
    });
    close(() => app.close());
    await driveAll();
    await collect();
  });

  /** Every route there is, with everything in it, while all is well and while the database is not. */
  async function driveAll(): Promise<void> {
    const browser = await live(app, planted);
    await app.mfa.record(ownEvent(planted));
    const document = await browser.get("/api/v1/openapi.json");
    const paths = Object.entries((document.body as { paths: Record<string, object> }).paths);
    const calls = paths.flatMap(([path, operations]) =>
      METHODS.filter((method) => method in operations).map((method) => ({
        path: path.replace(/\{\w+\}/g, "AbCdEfGhIjKlMnOpQrStUv"),
        method,
      })),
    );
    expect(calls.length).to.be.above(30);
    for (const call of calls) await plantAt(app, { ...call, path: `/api/v1${call.path}`, browser }, planted);
    for (const table of ["mfa_methods", "security_events"]) {
      await database.sequelize.query(`ALTER TABLE ${table} RENAME TO gone`);
      await live(app, planted).catch(() => undefined);
      for (const call of calls.slice(0, 12))
        await plantAt(app, { ...call, path: `/api/v1${call.path}`, browser }, planted);
      await database.sequelize.query(`ALTER TABLE gone RENAME TO ${table}`);
    }
  }

  async function collect(): Promise<void> {
    await app.mfa.audit.flush();
    await app.mfa.webhooks.flush();
    const dumpOf = async (table: string): Promise<string> =>
      JSON.stringify(
        await database.sequelize.query(`SELECT row_to_json(each)::text AS row FROM "${table}" AS each`, {
          type: QueryTypes.SELECT,
        }),
      );
    sinks.set("the trail", await dumpOf("security_events"));
    sinks.set("what waits for webhooks", await dumpOf("audit_deliveries"));
    sinks.set("the log", logged.join("\n"));
    sinks.set("what is printed", printed.join("\n"));
    sinks.set("webhooks", JSON.stringify(receiver.received));
    sinks.set("refusals", planted.refusals.join("\n"));
    sinks.set(
      "traces",
      JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes, events])),
    );
    sinks.set("metrics", await app.mfa.metrics.metrics());
  }

  it("is searched for in sinks that have something in them", () => {
    expect(planted.secrets.size).to.be.above(500);
    expect([...sinks].filter(([, text]) => text.length < 1000).map(([name]) => name)).to.deep.equal([]);
    for (const name of ["the trail", "the log", "what is printed", "webhooks"])
      expect(sinks.get(name)).to.include("app.planted");
    expect(sinks.get("the log")).to.include("a store did not answer");
  });

  for (const name of [
    "the trail",
    "what waits for webhooks",
    "the log",
    "what is printed",
    "webhooks",
    "refusals",
    "traces",
    "metrics",
  ])
    it(`is in ${name}`, () => {
      const text = sinks.get(name) ?? "";

      const found = [...planted.secrets].filter((secret) => isIn(text, secret));

      expect(found.map((secret) => `${secret}: ${around(text, secret)}`)).to.deep.equal([]);
    });
});

/** Six digits are part of many numbers; alone they are a code. */
function isIn(text: string, secret: string): boolean {
  if (secret.length < 6) return false;
  return /^\d+$/.test(secret) ? new RegExp(`(?<![\\w.-])${secret}(?![\\w.-])`).test(text) : text.includes(secret);
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 60), at + 60);
}
