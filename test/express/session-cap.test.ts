import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import express from "express";
import request from "supertest";
import { sessionCap, type SessionCap } from "sallyport";

describe("sessionCap", () => {
  for (const [option, cap] of [
    ["sessionCap.max", { max: 0 }],
    ["sessionCap.max", { max: 2.5 }],
    ["sessionCap.max", { max: "5" }],
    ["sessionCap.max", { max: 101 }],
    ["sessionCap.max", { max: { mobile: 2 } }],
    ["sessionCap.max", { max: { mobile: -1, other: 2 } }],
    ["sessionCap.whenFull", { whenFull: "end-newest" }],
    ["sessionCap.maximum", { maximum: 5 }],
  ] as const)
    it(`refuses ${JSON.stringify(cap)} at start, and says what to write`, () => {
      const start = (): unknown => sessionCap(cap as unknown as SessionCap);

      expect(start).to.throw(SallyportConfigError).with.property("option").that.includes(option.slice(0, 14));
    });

  it("takes a number, numbers per device type, a function, and nothing", () => {
    const caps: SessionCap[] = [{}, { max: 1 }, { max: { mobile: 1, other: 3 } }, { max: () => 2, whenFull: "ask" }];

    const handlers = caps.map((cap) => sessionCap(cap));

    expect(handlers.map(({ name }) => name)).to.deep.equal(caps.map(() => "sessionCapMiddleware"));
  });

  it("says what to mount where mfaSession is missing", async () => {
    const app = express();
    app.use(sessionCap());
    app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      res.status(500).json({ code: error instanceof SallyportConfigError ? error.code : "other" });
    });

    const answer = await request(app).get("/");

    expect(answer.body).to.deep.equal({ code: "CONFIG-SESSION-NOT-MOUNTED" });
  });
});
