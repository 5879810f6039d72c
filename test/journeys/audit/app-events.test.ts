import { expect } from "chai";
import type { RequestHandler } from "express";
import request from "supertest";
import { auditLog, SallyportConfigError, type AuditEntry, type AuditMark } from "sallyport";
import { signedInPerson } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import type { TestApp } from "../../support/app.ts";

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** What was recorded of one kind, the newest first, once it is written. */
async function recorded(
  { mfa }: TestApp,
  filter: Parameters<TestApp["mfa"]["audit"]["find"]>[0],
): Promise<readonly AuditEntry[]> {
  await mfa.audit.flush();
  return (await mfa.audit.find(filter)).entries;
}

const report: RequestHandler = async (req, res) => {
  const { type, data, mark } = req.body as { type: string; data?: Record<string, string>; mark?: AuditMark };
  await req.mfa.audit(type, data, mark);
  res.json({});
};

onEveryStack(
  "An event of the app's own",
  (current) => {
    it("is recorded once, about the user of the request, with where it came from", async () => {
      const browser = await signedInPerson(current());
      const sessionId = (await browser.sessions()).find(({ current: isThis }) => isThis)?.id;

      const body = { type: "report.downloaded", data: { report: "q3", token: "hunter2" } };
      await browser.post("/report", body).set("User-Agent", "Mozilla/5.0 Firefox/128.0").expect(200);

      const entries = await recorded(current(), { type: "app.report.downloaded", userId: browser.person.id });
      expect(entries).to.have.length(1);
      expect(entries[0]).to.deep.include({ sessionId, ip: "127.0.0.*", browser: "Firefox 128", outcome: "success" });
      expect(entries[0]?.data).to.deep.equal({ report: "q3", token: "[redacted]" });
    });

    it("is recorded without a user where nobody is signed in", async () => {
      const type = `visited_${String(Date.now())}`;

      await request(current().server).post("/report").send({ type }).expect(200);

      const [entry] = await recorded(current(), { type: `app.${type}` });
      expect(entry).to.include({ userId: null, sessionId: null });
    });

    it("says what came of it, and how much it matters", async () => {
      const browser = await signedInPerson(current());

      await browser.post("/report", { type: "refund", mark: { outcome: "failure", severity: "critical" } }).expect(200);

      const [entry] = await recorded(current(), { userId: browser.person.id, type: "app.refund" });
      expect(entry).to.include({ outcome: "failure", severity: "critical" });
    });

    for (const wrong of [
      ...[{ type: "Report" }, { type: "a b" }, { type: "" }, { type: "a..b" }, { type: "x".repeat(49) }, { type: "ä" }],
      ...[
        { type: "a", mark: { outcome: "perhaps" } },
        { type: "a", mark: { severity: "high" } },
      ],
    ])
      it(`is refused as ${JSON.stringify(wrong).slice(0, 60)}, and what follows is written all the same`, async () => {
        const browser = await signedInPerson(current());

        const refused = await browser.post("/report", wrong);
        await browser.post("/report", { type: "after" }).expect(200);

        expect(refused.body).to.deep.equal({ code: "CONFIG-AUDIT-EVENT" });
        expect(await recorded(current(), { userId: browser.person.id, type: "app.after" })).to.have.length(1);
      });
  },
  {
    routes: (app) => {
      app.post("/report", (req, res, next) => {
        Promise.resolve(report(req, res, next)).catch((error: unknown) => {
          res.status(500).json({ code: error instanceof SallyportConfigError ? error.code : "other" });
        });
      });
    },
  },
);

onEmbedded(
  "A request behind auditLog",
  (current) => {
    it("has one id, on its answer and in all of its events, whatever the client says", async () => {
      const browser = await signedInPerson(current());

      const answer = await browser.post("/logout").set("X-Request-Id", "mine");

      const [entry] = await recorded(current(), { userId: browser.person.id, type: "sign_out" });
      expect(answer.headers["x-request-id"]).to.match(UUID_V7).and.to.equal(entry?.requestId);
    });

    it("leaves an event where the app says so, with what came of it", async () => {
      const browser = await signedInPerson(current());

      await browser.post("/transfers").expect(200);
      current().clock.travel(400);
      await browser.post("/transfers").expect(401);

      const entries = await recorded(current(), { userId: browser.person.id, type: "app.transfer" });
      expect(entries.map(({ outcome }) => outcome)).to.deep.equal(["failure", "success"]);
      expect(await recorded(current(), { userId: browser.person.id, type: "app.open" })).to.deep.equal([]);
    });
  },
  { middlewares: [auditLog({ requests: (req) => (req.path === "/transfers" ? { type: "transfer" } : undefined) })] },
);

onEmbedded(
  "A request behind auditLog and a proxy",
  (current) => {
    it("keeps the id that the proxy has given, if it is one", async () => {
      const given = await request(current().server).get("/open").set("X-Request-Id", "edge-7f/3");
      const odd = await request(current().server).get("/open").set("X-Request-Id", "a b; c");

      expect(given.headers["x-request-id"]).to.equal("edge-7f/3");
      expect(odd.headers["x-request-id"]).to.match(UUID_V7);
    });
  },
  { middlewares: [auditLog({ trustRequestId: true })] },
);
