import { expect } from "chai";
import { enrolledPerson, openBrowser } from "../support/browser.ts";
import { onEmbedded } from "../support/stacks.ts";

const HTTPS = { "X-Forwarded-Proto": "https" } as const;

onEmbedded(
  "The cookie of an app on TLS",
  (current) => {
    it("has every flag that keeps it at home", async () => {
      const browser = openBrowser(current());

      const answer = await browser.login().set(HTTPS);

      const [cookie = ""] = answer.headers["set-cookie"] as unknown as string[];
      expect(cookie).to.match(/^__Host-sallyport=s%3A[\w-]{43}\./);
      for (const flag of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]) expect(cookie).to.include(flag);
      expect(cookie).not.to.include("Domain");
    });

    it("is not there for people who only look", async () => {
      const answer = await openBrowser(current()).get("/open").set(HTTPS);

      expect(answer.headers).not.to.have.property("set-cookie");
    });

    it("is told of in the headers of the router", async () => {
      const answer = await openBrowser(current()).status().set(HTTPS);

      expect(answer.headers["strict-transport-security"]).to.equal("max-age=31536000");
    });
  },
  { sallyport: { origin: "https://bank.example" }, before: (app) => app.set("trust proxy", 1) },
);

onEmbedded(
  "An app on TLS that does not know its proxy",
  (current) => {
    it("refuses to sign in, rather than to lose the cookie without a word", async () => {
      const answer = await openBrowser(current()).login().set(HTTPS);

      expect(answer.status).to.equal(500);
      expect(answer.headers).not.to.have.property("set-cookie");
    });
  },
  { sallyport: { origin: "https://bank.example" } },
);

onEmbedded(
  "The session cookie",
  (current) => {
    it("that somebody planted is never taken", async () => {
      const browser = openBrowser(current());
      browser.agent.jar.setCookie("sallyport=s%3Aplanted.signature");
      const [cookie = ""] = (await browser.login()).headers["set-cookie"] as unknown as string[];

      expect(cookie).not.to.include("planted");
      expect(await browser.isIn()).to.equal(true);
    });

    it("carries the app's own fields to the new id, but not to another person", async () => {
      const app = current();
      const [mine, theirs] = [await enrolledPerson(app), app.users.add()];
      await mine.post("/note", { note: "basket" });
      await mine.login();
      await mine.verify();
      const kept = await mine.get("/note");
      await mine.agent.post("/login").send({ email: theirs.email, password: theirs.password });

      expect([kept.body.note, (await mine.get("/note")).body.note]).to.deep.equal(["basket", undefined]);
    });
  },
  {
    routes: (app) => {
      app.post("/note", (req, res) => {
        Object.assign(req.session, { note: (req.body as { note: string }).note });
        res.json({});
      });
      app.get("/note", (req, res) => {
        res.json({ note: (req.session as unknown as { note?: string }).note });
      });
    },
  },
);

let shouldFail = false;
onEmbedded(
  "onSignedIn",
  (current) => {
    it("adds what it returns to the answer", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();

      expect((await browser.verify()).body).to.include({ accessToken: `for ${browser.person.id}`, verified: true });
    });

    it("that throws lets nobody in, and sets no cookie", async () => {
      const browser = await enrolledPerson(current());
      await browser.login();
      shouldFail = true;

      const answer = await browser.verify();

      shouldFail = false;
      expect(answer.status).to.equal(500);
      expect(answer.headers).not.to.have.property("set-cookie");
      expect(await browser.isIn()).to.equal(false);
    });
  },
  {
    sallyport: {
      onSignedIn: (_req, user) => {
        if (shouldFail) throw new Error("the app's own hook failed");
        return { accessToken: `for ${user.id}` };
      },
    },
  },
);
