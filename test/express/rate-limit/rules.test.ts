import { expect } from "chai";
import type { Express, Request } from "express";
import { mfaErrors, rateLimitMfa, type RateLimitRule } from "sallyport";
import { from, someAddress, statusesOf } from "../../support/addresses.ts";
import { openBrowser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const MINUTE = { limit: 3, windowSeconds: 60 } as const;
let risk = 1;

/** A route behind each limiter, named like it. */
const limiters: Readonly<Record<string, RateLimitRule | readonly RateLimitRule[]>> = {
  plain: { ...MINUTE, name: "plain", key: "address" },
  several: [
    { name: "wide", limit: 5, windowSeconds: 60, key: "address" },
    { ...MINUTE, name: "narrow", key: (req) => asked(req, "who") },
  ],
  costly: { name: "costly", limit: 10, windowSeconds: 60, key: "address", cost: (req) => Number(req.query["cost"]) },
  skipped: { ...MINUTE, name: "skipped", key: "address", skip: (req) => req.query["skip"] === "yes" },
  named: { ...MINUTE, name: "named", key: (req) => asked(req, "name") },
  adapted: { name: "adapted", limit: 10, windowSeconds: 60, key: "address", adapt: () => risk },
  bucket: { name: "bucket", algorithm: "token-bucket", limit: 60, windowSeconds: 60, burst: 2, key: "address" },
  fixed: { ...MINUTE, name: "fixed", algorithm: "fixed-window", key: "address" },
  own: {
    ...{ ...MINUTE, name: "own", key: "address" },
    onLimited: (_req, res, _next, limited) => {
      res.status(418).json(limited);
    },
  },
  users: { ...MINUTE, name: "users", key: "user" },
};

function asked(req: Request, name: string): string {
  const value = req.query[name];
  return typeof value === "string" ? value : "";
}

function routes(app: Express): void {
  for (const [name, rules] of Object.entries(limiters))
    app.get(`/${name}`, rateLimitMfa(rules), (_req, res) => {
      res.json({});
    });
  app.use(mfaErrors());
}

onEveryStack(
  "A rule of rateLimitMfa",
  (current) => {
    const call = (path: string, address: string): ReturnType<typeof from> =>
      from(address, openBrowser(current()).get(path));

    it("refuses what is beyond it with a problem document, and lets it through when it says", async () => {
      const address = someAddress();

      const statuses = await statusesOf(3, () => call("/plain", address));
      const refused = await call("/plain", address);
      current().clock.travel(Number(refused.headers["retry-after"]));

      expect([...statuses, refused.status]).to.deep.equal([200, 200, 200, 429]);
      expect(refused.body).to.include({ code: "ERR-MFA-RATE-LIMITED", status: 429 });
      expect(refused.headers["retry-after"]).to.match(/^[1-9]\d?$/);
      expect((await call("/plain", address)).status).to.equal(200);
    });

    it("answers for several where it is the strictest, and then charges none of them", async () => {
      const address = someAddress();
      const [one, other] = [someAddress(), someAddress()];
      await statusesOf(3, () => call(`/several?who=${one}`, address));

      const refusals = await statusesOf(5, () => call(`/several?who=${one}`, address));
      const allowed = await call(`/several?who=${other}`, address);

      expect(refusals).to.deep.equal([429, 429, 429, 429, 429]);
      expect(allowed.status).to.equal(200);
      expect(allowed.headers["ratelimit"]).to.match(/^"wide";r=1;t=\d+, "narrow";r=2;t=\d+$/);
      expect(allowed.headers["ratelimit-policy"]).to.equal('"wide";q=5;w=60, "narrow";q=3;w=60');
    });

    it("counts as much as a request costs", async () => {
      const address = someAddress();

      const statuses = [];
      for (const cost of [4, 4, 4, 2, 0, 1])
        statuses.push((await call(`/costly?cost=${String(cost)}`, address)).status);

      expect(statuses).to.deep.equal([200, 200, 429, 200, 200, 429]);
    });

    it("counts nothing of what it skips", async () => {
      const address = someAddress();
      await statusesOf(10, () => call("/skipped?skip=yes", address));

      const statuses = await statusesOf(4, () => call("/skipped", address));

      expect(statuses).to.deep.equal([200, 200, 200, 429]);
    });

    it("takes five spellings of one name for one", async () => {
      const name = `bob${someAddress()}`;
      const spellings = [
        name,
        name.toUpperCase(),
        ` ${name} `,
        name.replace("bob", "ｂｏｂ"),
        name.replace("b", "b\u00a0"),
      ];

      const statuses = [];
      for (const each of spellings)
        statuses.push((await call(`/named?name=${encodeURIComponent(each)}`, someAddress())).status);

      expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    });

    it("is tightened by what it is told of the risk, and never widened", async () => {
      const [safe, risky, wide] = [someAddress(), someAddress(), someAddress()];

      const counts = [];
      for (const [factor, address] of [
        [1, safe],
        [0.3, risky],
        [7, wide],
      ] as const) {
        risk = factor;
        const statuses = await statusesOf(12, () => call("/adapted", address));
        counts.push(statuses.filter((status) => status === 200).length);
      }

      expect(counts).to.deep.equal([10, 3, 10]);
    });

    it("lets a burst through and then an even pace (token bucket)", async () => {
      const address = someAddress();
      const statuses = await statusesOf(3, () => call("/bucket", address));

      current().clock.travel(1);

      const later = await statusesOf(2, () => call("/bucket", address));
      expect([...statuses, ...later]).to.deep.equal([200, 200, 429, 200, 429]);
    });

    it("starts anew when the window of the first request is over (fixed window)", async () => {
      const address = someAddress();
      await statusesOf(3, () => call("/fixed", address));
      current().clock.travel(50);
      const before = await call("/fixed", address);

      current().clock.travel(11);

      expect(before.status).to.equal(429);
      expect(await statusesOf(4, () => call("/fixed", address))).to.deep.equal([200, 200, 200, 429]);
    });

    it("lets the app answer itself", async () => {
      const address = someAddress();
      await statusesOf(3, () => call("/own", address));

      const refused = await call("/own", address);

      expect(refused.status).to.equal(418);
      expect(refused.body).to.have.keys(["name", "retryAfterSeconds"]).and.to.include({ name: "own" });
    });

    it("by user does not count requests from nobody", async () => {
      const statuses = await statusesOf(10, () => call("/users", someAddress()));

      expect(new Set(statuses)).to.deep.equal(new Set([200]));
    });

    it("can be looked at and forgotten by support staff", async () => {
      const { mfa, events } = current();
      const address = someAddress();
      await statusesOf(4, () => call("/plain", address));
      const rule = { algorithm: "sliding-window", burst: 3, ...MINUTE } as const;

      const before = await mfa.limits.peek({ name: "plain", address }, rule);
      await mfa.limits.reset({ name: "plain", address }, "a school behind one address");

      expect(before).to.include({ remaining: 0 }).and.to.have.property("resetSeconds").that.is.within(50, 67);
      expect((await call("/plain", address)).status).to.equal(200);
      expect(events.at(-1)).to.include({ type: "rate_limit_reset", reason: "a school behind one address" });
    });
  },
  { before: (app) => app.set("trust proxy", 1), routes },
);
