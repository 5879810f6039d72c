import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import type express from "express";
import type { Express } from "express";
import { rateLimitMfa, type RateLimitRule } from "sallyport";
import { openBrowser } from "../../support/browser.ts";
import { onEmbedded } from "../../support/stacks.ts";

const RULE = { name: "sign-in", limit: 5, windowSeconds: 60 } as const;

describe("rateLimitMfa", () => {
  for (const [code, option, change] of [
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.limit", { limit: 0 }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.limit", { limit: 2.5 }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.name", { name: undefined }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.name", { name: 'x";q=1' }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.windowSeconds", { windowSeconds: 86_400_000 }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.algorithm", { algorithm: "leaky" }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.key", { key: "ip" }],
    ["CONFIG-OPTION-INVALID", "rateLimitMfa.0.onStoreError", { onStoreError: "open" }],
    ["CONFIG-OPTION-UNKNOWN", "rateLimitMfa.0.windowMs", { windowMs: 60_000 }],
    ["CONFIG-LIMIT-MILLISECONDS", "rateLimitMfa.0.windowSeconds", { windowSeconds: 300_000 }],
  ] as const)
    it(`refuses ${JSON.stringify(change)} at start with ${code}`, () => {
      const start = (): unknown => rateLimitMfa({ ...RULE, ...change } as unknown as RateLimitRule);

      expect(start).to.throw(SallyportConfigError).to.include({ code, option });
    });

  it("takes five days for five days", () => {
    expect(() => rateLimitMfa({ ...RULE, windowSeconds: 432_000 })).not.to.throw();
  });

  it("refuses two rules of one name in one call", () => {
    const start = (): unknown => rateLimitMfa([RULE, { ...RULE, limit: 9 }]);

    expect(start).to.throw(SallyportConfigError).to.include({ code: "CONFIG-LIMIT-NAME-TAKEN" });
  });
});

function codeOf(error: unknown): string {
  return error instanceof SallyportConfigError ? error.code : String(error);
}

/** Answers with the code of a misconfiguration, as a developer would read it in the log. */
const toldOf = (app: Express): void => {
  app.use((error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status(500).json({ code: codeOf(error) });
  });
};

onEmbedded(
  "A limiter that is made wrongly",
  (current) => {
    it("for each request is refused when that happens", async () => {
      const answer = await openBrowser(current()).get("/per-request");

      expect(answer.body).to.deep.equal({ code: "CONFIG-LIMIT-PER-REQUEST" });
    });

    it("under a name that is taken is refused at its first request", async () => {
      const browser = openBrowser(current());

      const answers = [await browser.get("/one"), await browser.get("/two"), await browser.get("/one")];

      expect(answers.map(({ body }) => body as unknown)).to.deep.equal([{}, { code: "CONFIG-LIMIT-NAME-TAKEN" }, {}]);
    });

    it("can be mounted on two routes that shall share it", async () => {
      const browser = openBrowser(current());

      const statuses = [(await browser.get("/shared-a")).status, (await browser.get("/shared-b")).status];

      expect(statuses).to.deep.equal([200, 429]);
    });
  },
  {
    routes: (app) => {
      app.get("/per-request", (req, res, next) => {
        rateLimitMfa({ ...RULE, name: "per-request" })(req, res, next);
      });
      const shared = rateLimitMfa({ ...RULE, name: "shared", limit: 1 });
      const limiters = { one: rateLimitMfa(RULE), two: rateLimitMfa(RULE), "shared-a": shared, "shared-b": shared };
      for (const [path, limiter] of Object.entries(limiters))
        app.get(`/${path}`, limiter, (_req, res) => {
          res.json({});
        });
      toldOf(app);
    },
  },
);

for (const trust of [true, (): boolean => true])
  onEmbedded(
    `An app with trust proxy ${String(trust)}`,
    (current) => {
      it("is refused, since anybody could be anywhere", async () => {
        const answer = await openBrowser(current()).get("/open");

        expect([answer.status, answer.body]).to.deep.equal([500, { code: "CONFIG-PROXY-UNCHECKED" }]);
      });
    },
    { before: (app) => app.set("trust proxy", trust), middlewares: [rateLimitMfa()], routes: toldOf },
  );

const warnings: string[] = [];
const quiet = (): undefined => undefined;

onEmbedded(
  "An app that trusts no proxy, and seems to have one,",
  (current) => {
    it("is warned of once", async () => {
      const browser = openBrowser(current());
      await browser.get("/open");
      const before = warnings.length;

      for (let count = 0; count < 3; count += 1) await browser.get("/open").set("X-Forwarded-For", "198.51.100.7");

      expect(before).to.equal(0);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include("CONFIG-PROXY-NOT-TRUSTED").and.to.include("trust proxy");
    });
  },
  {
    middlewares: [rateLimitMfa()],
    sallyport: {
      logger: {
        info: quiet,
        error: quiet,
        warn: (message, data) => warnings.push(`${String(data?.["code"])}: ${message}`),
      },
    },
  },
);
