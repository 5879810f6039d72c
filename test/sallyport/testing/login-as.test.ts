import { expect } from "chai";
import session from "express-session";
import request from "supertest";
import { loginAs, signInAs } from "sallyport/testing";
import { enrolledPerson } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";

onEveryStack("loginAs()", (current) => {
  it("signs a user in by password, without the app's login page", async () => {
    const { server, users, mfa } = current();
    const { cookie } = await loginAs(mfa, users.add());

    const account = await request(server).get("/protected").set("Cookie", cookie);

    expect(account.body)
      .to.include({ acr: "aal1" })
      .and.to.deep.include({ amr: ["pwd"] });
  });

  it("counts the factors that the test names as shown just now", async () => {
    const { server, users, mfa } = current();
    const { cookie } = await loginAs(mfa, users.add(), { proofs: ["password", "totp"] });

    const statuses = [
      await request(server).get("/totp-only").set("Cookie", cookie),
      await request(server).post("/transfers").set("Cookie", cookie),
    ].map(({ status }) => status);

    expect(statuses).to.deep.equal([200, 200]);
  });

  it("opens a session that is listed, and ends like any other", async () => {
    const { server, users, mfa } = current();
    const person = users.add();
    const { cookie, sessionId } = await loginAs(mfa, person);
    const listed = await request(server).get("/api/v1/sessions").set("Cookie", cookie);

    await mfa.sessions.endAll(person.id);
    const after = await request(server).get("/protected").set("Cookie", cookie);

    expect(listed.body).to.have.lengthOf(1).and.to.have.nested.property("[0].id", sessionId);
    expect(after.status).to.equal(401);
  });

  it("signs in a user who has methods of their own, by whatever factors the test names", async () => {
    const app = current();
    const { person } = await enrolledPerson(app);

    const statuses = [];
    for (const by of ["password", "totp"] as const) {
      const { cookie } = await loginAs(app.mfa, person, { proofs: [by] });
      statuses.push((await request(app.server).get("/protected").set("Cookie", cookie)).status);
    }

    // By the password alone it is a session all the same, and the guard asks for more.
    expect(statuses).to.deep.equal([401, 200]);
  });

  it("is one browser for each call", async () => {
    const { server, users, mfa } = current();
    const person = users.add();
    const first = await loginAs(mfa, person);
    await loginAs(mfa, person);

    await request(server).post("/api/v1/sessions/invalidate-all").set("Cookie", first.cookie).send({}).expect(200);

    const left = await mfa.sessions.list(person.id);
    expect(left.map(({ id }) => id)).to.deep.equal([first.sessionId]);
  });
});

onEveryStack("signInAs()", (current) => {
  it("leaves a user with a second factor at the second step", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const { cookie, answer } = await signInAs(app.mfa, browser.person);

    const before = await request(app.server).get("/protected").set("Cookie", cookie);
    const verified = await request(app.server)
      .post("/api/v1/mfa/verify")
      .set("Cookie", cookie)
      .send({ method: "totp", code: browser.code() });

    expect(answer).to.include({ mfaRequired: true, preferredMethod: "totp" });
    expect([before.status, verified.status]).to.deep.equal([401, 200]);
  });
});

onEmbedded(
  "loginAs() where the origin is https",
  (current) => {
    it("has the __Host- cookie that browsers would", async () => {
      const { server, users, mfa } = current();
      const { cookie } = await loginAs(mfa, users.add());

      const account = await request(server).get("/protected").set("Cookie", cookie);

      expect(cookie).to.match(/^__Host-sallyport=[^;]+$/);
      expect(account.status).to.equal(200);
    });
  },
  { sallyport: { origin: "https://bank.example" } },
);

onEmbedded(
  "loginAs() where a change of browser asks for a step-up",
  (current) => {
    it("begins at the address that supertest asks from", async () => {
      const { server, users, mfa } = current();
      const { cookie } = await loginAs(mfa, users.add(), { proofs: ["password", "totp"] });

      expect((await request(server).get("/totp-only").set("Cookie", cookie)).status).to.equal(200);
    });

    it("begins at the browser that the test names", async () => {
      const { server, users, mfa } = current();
      const userAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
      const { cookie } = await loginAs(mfa, users.add(), { userAgent, proofs: ["password", "totp"] });
      const open = (agent: string): request.Test =>
        request(server).get("/totp-only").set("Cookie", cookie).set("User-Agent", agent);

      const statuses = [(await open(userAgent)).status, (await open("curl/8.0")).status];

      expect(statuses).to.deep.equal([200, 401]);
    });
  },
  { sallyport: { sessions: { onChange: "step-up" } } },
);

declare module "express-session" {
  interface SessionData {
    greeting?: string;
  }
}

const own = session({ secret: "of the app", resave: false, saveUninitialized: false });

onEmbedded(
  "loginAs() where the app has an express-session and an onSignedIn",
  (current) => {
    it("opens the app's own session, with what onSignedIn puts into it", async () => {
      const { server, users, mfa } = current();
      const person = users.add();
      const { cookie } = await loginAs(mfa, person, { before: [own] });

      const answer = await request(server).get("/greeting").set("Cookie", cookie);

      expect(answer.body).to.deep.equal({ greeting: `Hello ${person.id}`, stage: "full" });
    });
  },
  {
    before: (app) => app.use(own),
    routes: (app) => {
      app.get("/greeting", (req, res) => {
        res.json({ greeting: req.session.greeting, stage: req.mfa.stage });
      });
    },
    sallyport: {
      onSignedIn: (req, user) => {
        req.session.greeting = `Hello ${user.id}`;
      },
    },
  },
);
