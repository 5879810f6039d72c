import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { expect } from "chai";
import { pino } from "pino";
import type { RequestHandler } from "express";
import type { Logger } from "sallyport";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly [name: string]: unknown;
}

const lines: Line[] = [];
const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });

/** The one line that it takes to write into pino. */
const logger: Logger = {
  info: (message, fields) => {
    log.info(fields, message);
  },
  warn: (message, fields) => {
    log.warn(fields, message);
  },
  error: (message, fields) => {
    log.error(fields, message);
  },
};

onEmbedded(
  "The log of an app that uses pino",
  (current) => {
    it("has a line for each event, with who, what and where", async () => {
      const browser = await signedInPerson(current());

      const own = lines.filter(({ userId }) => userId === browser.person.id);
      const { entries } = await current().mfa.audit.find({ userId: browser.person.id });
      expect(own.map(({ id, msg }) => [id, msg])).to.deep.include.members(entries.map(({ id, type }) => [id, type]));
      expect(own.find(({ msg }) => msg === "mfa_enabled")).to.include({
        level: 30,
        ip: "127.0.0.*",
        outcome: "success",
      });
    });

    it("has them at the level that they matter", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();
      for (let times = 0; times < 6; times++) await browser.verify(browser.wrongCode());

      const levelOf = (type: string): number | undefined =>
        lines.find(({ msg, userId }) => msg === type && userId === browser.person.id)?.level;
      expect([levelOf("mfa_challenge_failed"), levelOf("mfa_locked")]).to.deep.equal([30, 40]);
    });
  },
  { sallyport: { logger, audit: { log: true } } },
);

const broken: Logger = {
  info: () => {
    throw new Error("disk full");
  },
  warn: () => {
    throw new Error("disk full");
  },
  error: () => {
    throw new Error("disk full");
  },
};

onEmbedded(
  "A log that throws",
  (current) => {
    it("changes nothing of what is answered, and nothing of what is recorded", async () => {
      const browser = await signedInPerson(current());

      const { entries } = await current().mfa.audit.find({ userId: browser.person.id, type: "mfa_enabled" });
      expect([await browser.isIn(), entries.length]).to.deep.equal([true, 1]);
    });
  },
  { sallyport: { logger: broken, audit: { log: true } } },
);

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** What an instrumentation of Express does: one span for each request, active in all that it does. */
const traced: RequestHandler = (req, res, next) => {
  const span = provider.getTracer("test").startSpan(`${req.method} ${req.path}`);
  res.once("finish", () => {
    span.end();
  });
  context.with(trace.setSpan(context.active(), span), next);
};

onEmbedded(
  "A trace",
  (current) => {
    before(() => {
      context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    });
    after(() => {
      context.disable();
    });

    it("shows each event on the span of the request that has caused it, however many there are at once", async () => {
      const browsers = await Promise.all([1, 2, 3, 4].map(() => enrolledPerson(current())));
      exporter.reset();

      await Promise.all(browsers.map((browser) => browser.login().expect(200)));
      await Promise.all(browsers.map((browser) => browser.verify(browser.code()).expect(200)));

      const spans = exporter.getFinishedSpans().map(({ name, events }) => [name, events.map((event) => event.name)]);
      const verified = spans.filter(([name]) => name === "POST /api/v1/mfa/verify");
      expect(verified).to.have.length(4);
      for (const [, names] of verified)
        expect(names).to.include.members(["sallyport.mfa_challenge_succeeded", "sallyport.sign_in_completed"]);
    });

    it("says what came of it, and names nobody", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();
      exporter.reset();

      await browser.verify(browser.wrongCode());

      const failed = exporter
        .getFinishedSpans()
        .flatMap(({ events }) => events)
        .find(({ name }) => name === "sallyport.mfa_challenge_failed");
      expect(failed?.attributes).to.include({ "sallyport.outcome": "failure", "sallyport.reason": "wrong_code" });
      expect(JSON.stringify(failed)).not.to.include(browser.person.id).and.not.to.include("127.0.0");
    });

    it("has nothing where no span is active", async () => {
      exporter.reset();

      await current().mfa.record({ type: "app.tick" });
      await openBrowser(current()).login();

      expect(JSON.stringify(exporter.getFinishedSpans().map(({ events }) => events))).not.to.include("app.tick");
    });
  },
  {
    before: (app) => {
      app.use(traced);
    },
  },
);
