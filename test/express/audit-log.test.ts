import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import express from "express";
import request from "supertest";
import { auditLog, type AuditLogOptions } from "sallyport";

describe("auditLog", () => {
  for (const [option, options] of [
    ["auditLog.trustRequestId", { trustRequestId: "yes" }],
    ["auditLog.requests", { requests: ["/payments"] }],
    ["auditLog.request", { request: () => undefined }],
    ["auditLog", true],
  ] as const)
    it(`refuses ${JSON.stringify(options)} at start, and says what to write`, () => {
      const start = (): unknown => auditLog(options as unknown as AuditLogOptions);

      expect(start).to.throw(SallyportConfigError).with.property("option", option);
    });

  it("says what to mount where mfaSession is missing", async () => {
    const app = express();
    app.use(auditLog());
    app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      res.status(500).json({ code: error instanceof SallyportConfigError ? error.code : "other" });
    });

    const answer = await request(app).get("/");

    expect(answer.body).to.deep.equal({ code: "CONFIG-SESSION-NOT-MOUNTED" });
  });
});
