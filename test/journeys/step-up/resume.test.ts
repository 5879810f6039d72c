import { expect } from "chai";
import express from "express";
import { randomBytes } from "node:crypto";
import type { RedisClientType } from "redis";
import { startApp } from "../../support/app.ts";
import { signedInPerson } from "../../support/browser.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { requireServer } from "../../support/require-server.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { useOwnRedis } from "../../support/use-redis.ts";
import {
  guard,
  HERE,
  keptAs,
  routesAboveParsers,
  routesBelowJson,
  tiredPerson,
} from "../../express/resume/keeping-app.ts";

const ROUNDS = 20;
const FORM = "application/x-www-form-urlencoded";

onEveryStack(
  "A transfer that is resumed",
  (current) => {
    it("happens once, when its page sends it twice at the same time", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      for (let round = 1; round <= ROUNDS; round += 1) {
        app.clock.travel(301);
        const id = keptAs(await browser.post("/ledger", { amount: 5 }));
        await browser.verify().expect(200);

        const answers = await Promise.all([browser.api("resume", { id }), browser.api("resume", { id })]);

        expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 404]);
      }
      const ledger = await browser.get("/ledger");

      expect(ledger.body).to.deep.equal(Array.from({ length: ROUNDS }, () => 5));
    }).timeout(60_000);

    it("is not kept without end: some wait at a time, and the rest is refused as without", async () => {
      const browser = await tiredPerson(current());

      const answers = [];
      for (let count = 0; count < 20; count += 1) answers.push(await browser.post("/ledger", { amount: 1 }));

      const kept = answers.filter(({ body }) => "resume" in (body as object)).length;
      expect(kept).to.be.within(1, 10);
      for (const { status } of answers) expect(status).to.equal(401);
    });
  },
  {
    routes: (app) => {
      const ledgers = new Map<string, number[]>();
      const ledgerOf = (id = ""): number[] => ledgers.get(id) ?? ledgers.set(id, []).get(id) ?? [];
      app.post("/ledger", guard, (req, res) => {
        ledgerOf(req.mfa.user?.id).push((req.body as { amount: number }).amount);
        res.sendStatus(201);
      });
      app.get("/ledger", (req, res) => res.json(ledgerOf(req.mfa.user?.id)));
    },
  },
);

onEveryStack(
  "A form on a page",
  (current) => {
    it("is sent, meets the step-up, and ends where it was going", async () => {
      const browser = await tiredPerson(current());
      const html = { Accept: "text/html", Referer: "http://localhost/pay?to=7", ...HERE };

      const refused = await browser.agent.post("/read/simple5").type(FORM).set(html).send("amount=5");
      const there = new URL(refused.headers["location"] ?? "", "http://localhost");
      await browser.verify();
      const form = `id=${there.searchParams.get("resume") ?? ""}`;
      const done = await browser.agent.post("/api/v1/mfa/resume").type(FORM).set(html).send(form);

      expect([refused.status, there.pathname]).to.deep.equal([303, "/second"]);
      expect(there.searchParams.get("returnTo")).to.equal("/pay?to=7");
      expect([done.status, done.body.body]).to.deep.equal([201, { amount: "5" }]);
    });

    for (const Referer of [
      "https://evil.example/pay",
      "http://localhost.evil.example/",
      "http://localhost//evil.example/",
      "http://localhost:81/pay",
      "/pay",
      "javascript:alert(1)",
    ])
      it(`is sent back to no other place: ${Referer}`, async () => {
        const browser = await tiredPerson(current());
        const html = { Accept: "text/html", Referer, ...HERE };

        const refused = await browser.agent.post("/read/simple5").type(FORM).set(html).send("amount=5");

        expect(refused.headers["location"]).to.match(/^\/second\?resume=[\w-]{36}$/);
      });

    it("that is not kept is sent to the same page, with nothing to go back to", async () => {
      const browser = await tiredPerson(current());
      const html = { Accept: "text/html", Referer: "http://localhost/pay", Origin: "https://evil.example" };

      const refused = await browser.agent.post("/read/simple5").type(FORM).set(html).send("amount=5");

      expect([refused.status, refused.headers["location"]]).to.deep.equal([303, "/second"]);
    });
  },
  { middlewares: [routesAboveParsers()], sallyport: { pages: { challenge: "/second" } } },
);

describe("A request that is kept in Redis", () => {
  const redis = useOwnRedis();

  it("shows nothing of its body, its address or its user", async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    const sallyport = { sequelize, redis: redis() };
    const app = await startApp({ express, sallyport, routes: routesBelowJson });
    const browser = await tiredPerson(app);
    const [inPath, inBody] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
    const before = await everythingIn(redis());

    keptAs(await browser.post(`/json?q=${inPath}`, { note: inBody }));
    const after = await everythingIn(redis());
    await app.close();

    const added = after.filter((line) => !before.includes(line)).join("\n");
    expect(added).to.include("sealed");
    for (const mark of [inPath, inBody, browser.person.email].flatMap(spellings)) expect(added).not.to.include(mark);
  });
});

describe("While Redis is full", () => {
  const redis = useOwnRedis();

  it("a request is refused for a step-up as without, and not kept", async function () {
    const { sequelize } = requireServer(this, "embedded PostgreSQL", await embeddedDatabase());
    const sallyport = { sequelize, redis: redis() };
    const app = await startApp({ express, sallyport, routes: routesBelowJson });
    const browser = await tiredPerson(app);

    await redis().configSet({ maxmemory: "1", "maxmemory-policy": "noeviction" });
    const full = await browser.post("/json", { amount: 5 });
    await redis().configSet("maxmemory", "0");
    const again = await browser.post("/json", { amount: 5 });
    await app.close();

    expect(full.body).to.include({ code: "ERR-MFA-STEP-UP-REQUIRED" }).and.not.have.property("resume");
    expect(again.body).to.have.property("resume");
  });
});

/** Every key and value of a server. */
async function everythingIn(redis: RedisClientType): Promise<readonly string[]> {
  const keys = await redis.keys("*");
  const values = await Promise.all(
    keys.map(async (key) => {
      const type = await redis.type(key);
      if (type === "hash") return JSON.stringify(await redis.hGetAll(key));
      return type === "string" ? await redis.get(key) : type;
    }),
  );
  return keys.map((key, index) => `${key} ${values[index] ?? ""}`);
}

/** A text as it may stand inside another in base64. */
function spellings(text: string): readonly string[] {
  const shifted = ["", "x", "xx"].map((before) =>
    Buffer.from(before + text)
      .toString("base64")
      .slice(4, -4),
  );
  return [text, ...shifted];
}
