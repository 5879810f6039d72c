import { expect } from "chai";
import session from "express-session";
import { sessionCap } from "sallyport";
import { openBrowser, signedInBrowsers, signedInPerson, whoIsIn } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack(
  "An app with an express-session of its own",
  (current) => {
    it("has its sessions listed, capped and ended like any other", async () => {
      const browsers = await signedInBrowsers(current(), 3);

      const listed = await browsers[2]?.sessions();
      const refused = await browsers[0]?.get("/protected");
      const ended = await browsers[2]?.post("/api/v1/sessions/invalidate-all");

      expect(listed).to.have.lengthOf(2);
      expect(refused?.body).to.include({ code: "ERR-UNAUTHENTICATED", reason: "session_limit" });
      expect(ended?.body).to.deep.equal({ ended: 1 });
      expect(await whoIsIn(browsers)).to.deep.equal([false, false, true]);
    });

    it("loses what its session held when the session has ended", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      await mine?.post("/basket", { item: "tea" });
      await app.mfa.sessions.endAll(mine?.person.id ?? "");

      const answers = [await mine?.get("/basket"), await mine?.get("/basket")];

      for (const answer of answers) expect(answer?.body).to.deep.equal({});
    });

    it("lets no request in flight bring an ended session back", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);

      const inFlight = await mine?.post("/basket-while-ending", { item: "late" });

      expect(inFlight?.status).to.equal(200);
      expect(await mine?.isIn()).to.equal(false);
    });

    it("gives a new id at every rise, and the old one is dead", async () => {
      const app = current();
      const browser = openBrowser(app);
      const ids = [browser.cookie()];
      await browser.login();
      ids.push(browser.cookie());
      await browser.enroll();
      ids.push(browser.cookie());

      const replays = [];
      for (const cookie of ids.slice(0, -1)) {
        const thief = browser.elsewhere();
        replays.push((await thief.get("/protected").set("Cookie", cookie)).status);
      }

      expect(new Set(ids).size).to.equal(3);
      expect(replays).to.deep.equal([401, 401]);
      expect(await browser.isIn()).to.equal(true);
    });

    it("signs out for every copy of the cookie", async () => {
      const browser = await signedInPerson(current());
      const cookie = browser.cookie();
      await browser.post("/logout");

      const replay = await browser.elsewhere().get("/protected").set("Cookie", cookie);

      expect(replay.status).to.equal(401);
    });
  },
  {
    before: (app) => {
      app.use(session({ secret: "own", resave: false, saveUninitialized: false, name: "own.sid" }));
    },
    middlewares: [sessionCap({ max: 2 })],
    routes: (app, mfa) => {
      app.post("/basket", (req, res) => {
        Object.assign(req.session, { item: String((req.body as { item?: string }).item) });
        res.json({});
      });
      app.post("/basket-while-ending", (req, res, next) => {
        mfa.sessions.endAll(req.mfa.user?.id ?? "").then(() => {
          Object.assign(req.session, { item: "late" });
          res.json({});
        }, next);
      });
      app.get("/basket", (req, res) => {
        const { item } = req.session as { item?: string };
        res.json(item === undefined ? {} : { item });
      });
    },
  },
);
