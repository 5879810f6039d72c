import { expect } from "chai";
import express5, { type Express } from "express";
import express4 from "express4";
import session from "express-session";
import { mfaRouter } from "sallyport";
import { onEveryStack } from "../../support/stacks.ts";
import { guard, keptAs, resumed, routesBelowJson, show, tiredPerson } from "./keeping-app.ts";

onEveryStack(
  "A request that is resumed",
  (current) => {
    it("is answered by the app alone: none of the router's headers is left on it", async () => {
      const browser = await tiredPerson(current());
      const id = keptAs(await browser.post("/page", {}));
      await browser.verify();

      const answer = await browser.api("resume", { id });

      expect([answer.status, answer.text]).to.deep.equal([200, "<p>done</p>"]);
      expect(answer.headers["x-frame"]).to.equal("app");
      for (const name of ["cache-control", "content-security-policy", "referrer-policy"])
        expect(answer.headers).not.to.have.property(name);
    });

    it("keeps the cookies that were set on the way", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.post("/json", {}));

      expect(answer.headers["set-cookie"]).to.deep.equal(["seen=%2Fapi%2Fv1%2Fmfa%2Fresume", "seen=%2Fjson"]);
    });

    it("passes the middlewares of the app anew, with nothing left of the request that resumes it", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.post("/locals", {}));

      expect(answer.body).to.deep.equal({ path: "/locals", times: 1 });
    });

    it("has the headers of the request that resumes it, but for those of its body", async () => {
      const browser = await tiredPerson(current());
      const id = keptAs(await browser.post("/headers", { a: 1 }).set("X-Tab", "1"));
      await browser.verify();

      const answer = await browser.api("resume", { id }).set({ "X-Tab": "2", "User-Agent": "now" });

      expect(answer.body).to.include({
        "x-tab": "2",
        "user-agent": "now",
        "content-length": '{"a":1}'.length.toString(),
      });
      expect(answer.body.raw).to.include.members(["x-tab", "2"]);
      expect(answer.body.complete).to.equal(true);
    });

    it("has no length where it had no body", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.delete("/headers"));

      expect(answer.status).to.equal(200);
      expect(answer.body).not.to.have.any.keys("content-length", "content-type", "transfer-encoding");
    });

    it("stays of its method, whatever the request that resumes it would override", async () => {
      const browser = await tiredPerson(current());
      const id = keptAs(await browser.post("/json", {}));
      await browser.verify();

      const answer = await browser.api("resume", { id }).set("X-HTTP-Method-Override", "DELETE");

      expect(answer.body.method).to.equal("POST");
    });

    it("meets the error handler of the app where its route fails", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.post("/broken", {}));
      const next = await browser.get("/protected");

      expect([answer.status, answer.body]).to.deep.equal([418, { error: "teapot" }]);
      expect(next.status).to.equal(200);
    });

    it("starts at the root, also where the router is part of an app that is mounted", async () => {
      const browser = await tiredPerson(current());
      const ids = [keptAs(await browser.post("/json", {})), keptAs(await browser.post("/shop/orders", {}))];
      await browser.verify();

      const outer = await browser.agent.post("/shop/api/mfa/resume").send({ id: ids[0] });
      const inner = await browser.agent.post("/shop/api/mfa/resume").send({ id: ids[1] });

      expect([outer.body.url, inner.body.url]).to.deep.equal(["/json", "/shop/orders"]);
    });

    it("may end the session that it runs in", async () => {
      const browser = await tiredPerson(current());

      const answer = await resumed(browser, browser.post("/leave", {}));

      expect(answer.status).to.equal(200);
      expect(await browser.isIn()).to.equal(false);
    });
  },
  {
    before: (app) => {
      app.use((req, res, next) => {
        if (req.path === "/api/v1/mfa/resume") res.status(202);
        res.locals["times"] = Number(res.locals["times"] ?? 0) + 1;
        res.append("Set-Cookie", `seen=${encodeURIComponent(req.originalUrl)}`);
        next();
      });
    },
    routes: (app) => {
      app.use((req, _res, next) => {
        req.method = req.get("x-http-method-override") ?? req.method;
        next();
      });
      routesBelowJson(app);
      app.post("/page", guard, (_req, res) => res.set("X-Frame", "app").send("<p>done</p>"));
      app.post("/locals", guard, (req, res) => res.json({ path: req.path, times: res.locals["times"] as number }));
      app.all("/headers", guard, (req, res) =>
        res.json({ ...req.headers, raw: req.rawHeaders, complete: req.complete }),
      );
      app.post("/broken", guard, (_req, _res, next) => {
        next(new Error("teapot"));
      });
      app.post("/leave", guard, (req, res, next) => {
        req.mfa.signOut().then(() => res.json({}), next);
      });
      app.use("/shop", shopLike(app));
      app.use(((error: Error, _req, res, _next) => {
        res.status(418).json({ error: error.message });
      }) satisfies express5.ErrorRequestHandler);
    },
  },
);

/** An app of the same Express, with a router of its own. */
function shopLike(app: Express): Express {
  const shop = "lazyrouter" in app ? express4() : express5();
  shop.use("/api", mfaRouter());
  shop.post("/orders", guard, show);
  return shop;
}

onEveryStack(
  "A request that is resumed in an app with an express-session of its own",
  (current) => {
    it("writes into the session that it runs in, and what it wrote stays", async () => {
      const browser = await tiredPerson(current());
      await browser.post("/basket", { item: "tea" });

      const refused = browser.post("/basket/paid", { item: "paid" });
      const answer = await resumed(browser, refused);
      const basket = await browser.get("/basket");

      expect([answer.status, basket.body]).to.deep.equal([200, { item: "paid" }]);
    });

    it("may end that session, and it stays ended", async () => {
      const browser = await tiredPerson(current());
      const cookie = browser.cookie();

      const answer = await resumed(browser, browser.post("/leave", {}));
      const replays = [
        await browser.get("/protected"),
        await browser.elsewhere().get("/protected").set("Cookie", cookie),
      ];

      expect(answer.status).to.equal(200);
      expect(replays.map(({ status }) => status)).to.deep.equal([401, 401]);
    });
  },
  {
    before: (app) => {
      // `resave` saves what was loaded, also where it is older than what is there.
      app.use(session({ secret: "own", resave: true, saveUninitialized: true, unset: "destroy", name: "own.sid" }));
    },
    routes: (app) => {
      const put: express5.RequestHandler = (req, res) => {
        Object.assign(req.session, { item: String((req.body as { item?: string }).item) });
        res.json({});
      };
      app.post("/basket", put);
      app.post("/basket/paid", guard, put);
      app.post("/leave", guard, (req, res, next) => {
        req.mfa.signOut().then(() => res.json({}), next);
      });
      app.get("/basket", (req, res) => {
        res.json({ item: (req.session as { item?: string }).item });
      });
    },
  },
);
