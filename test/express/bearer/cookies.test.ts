import { expect } from "chai";
import session from "express-session";
import request from "supertest";
import { bearer, type SallyportOptions } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";
import { BEARER, sign, TOKENS } from "./issuer.ts";
import { loginForToken, signedInClient, verifyForToken, withToken } from "./token-client.ts";

declare module "express-session" {
  interface SessionData {
    basket?: string;
    loggedInAs?: string;
  }
}

onEveryStack(
  "A client without cookies",
  (current) => {
    it("is sent none: not with the password, not with the code, not with the token", async () => {
      const app = current();
      const browser = await enrolledPerson(app);

      const login = await loginForToken(app, browser.person);
      const verified = await verifyForToken(app, browser.code(), login.body.challengeToken);
      const plain = await loginForToken(app, app.users.add());
      const used = await withToken(app, verified.body.accessToken as string);

      expect([verified.body.verified, plain.body.mfaRequired, used.status]).to.deep.equal([true, false, 200]);
      for (const { headers } of [login, verified, plain, used]) expect(headers).not.to.have.property("set-cookie");
    });

    it("leaves the cookie of a browser that it shares a request with as it is", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const other = app.users.add();

      const login = await browser.agent
        .post("/login")
        .send({ email: other.email, password: other.password, transport: "token" });
      const own = await browser.get("/protected");

      expect(login.headers).not.to.have.property("set-cookie");
      expect([login.body.mfaRequired, own.body.id]).to.deep.equal([false, browser.person.id]);
    });
  },
  TOKENS,
);

/** An app that writes into its session wherever it can, as one that was made for browsers does. */
const BROWSER_APP: typeof TOKENS = {
  ...TOKENS,
  before: (app) =>
    app.use(session({ secret: "of the app", resave: false, saveUninitialized: true, cookie: { sameSite: "lax" } })),
  middlewares: [
    bearer(BEARER),
    (req, _res, next) => {
      req.session.basket ??= "empty";
      next();
    },
  ],
  sallyport: {
    ...TOKENS.sallyport,
    onSignedIn: async (req, user, result) => {
      // What req.login of passport does.
      await new Promise((resolve) => req.session.regenerate(resolve));
      req.session.loggedInAs = user.id;
      await new Promise((resolve) => req.session.save(resolve));
      return TOKENS.sallyport?.onSignedIn?.(req, user, result);
    },
  } satisfies Partial<SallyportOptions>,
};

onEmbedded(
  "An access token beside the session of an app",
  (current) => {
    it("is followed by no cookie, whatever the app writes into its session", async () => {
      const app = current();
      const client = await signedInClient(app);

      const answers = [await client.get("/whoami"), await client.api("verify", codeOf(client.browser.code()))];
      const login = await loginForToken(app, app.users.add());

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect(answers[0]?.body.fields).to.deep.equal(["cookie", "basket"]);
      for (const { headers } of answers) expect(headers).not.to.have.property("set-cookie");
      expect(login.body.accessToken).to.be.a("string");
    });

    it("wins over a cookie on the same request, and never sees what is behind it", async () => {
      const app = current();
      const [browser, client] = [await signedInPerson(app), await signedInClient(app)];
      const before = await browser.get("/whoami");

      const both = await client.get("/whoami").set("Cookie", browser.cookie());
      const after = await browser.get("/whoami");

      expect(before.body.fields).to.include("loggedInAs");
      expect(both.body).to.deep.include({ id: client.person.id, sessionId: client.sessionId });
      expect(both.body.fields).to.deep.equal(["cookie", "basket"]);
      expect(after.body).to.deep.equal(before.body);
    });

    it("that is bad is refused, though the cookie beside it is good", async () => {
      const app = current();
      const browser = await signedInPerson(app);

      const answers = await Promise.all(
        ["nonsense", await sign({ sub: browser.person.id }, new Date(0))].map((token) =>
          request(app.server).get("/protected").set("Cookie", browser.cookie()).set("Authorization", `Bearer ${token}`),
        ),
      );

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      expect(await browser.isIn()).to.equal(true);
    });

    it("ends its own session at the sign-out, not that of the cookie", async () => {
      const app = current();
      const [browser, client] = [await signedInPerson(app), await signedInClient(app)];

      const out = await client.post("/logout").set("Cookie", browser.cookie());

      expect([out.status, (await client.get("/open")).status]).to.deep.equal([200, 401]);
      expect(await browser.isIn()).to.equal(true);
    });

    it("gives way to a cookie when its holder signs in at a browser, without its fields", async () => {
      const app = current();
      const client = await signedInClient(app);
      const browser = openBrowser(app);

      const login = await browser.login().set("Authorization", `Bearer ${client.token()}`);
      const { body } = await browser.get("/whoami");

      expect(login.body.mfaRequired).to.equal(false);
      expect(body).to.deep.include({ id: browser.person.id, stage: "full" });
      expect(body.fields).to.include("loggedInAs");
    });
  },
  BROWSER_APP,
);

const store = new session.MemoryStore();

onEmbedded(
  "An access token, while the app's session store fails,",
  (current) => {
    it("is as good as ever, and may sign out", async () => {
      const app = current();
      const client = await signedInClient(app);
      const fail = (_sid: string, callback: (error: Error) => void): void => {
        callback(new Error("down"));
      };
      Object.assign(store, { get: fail, destroy: fail });

      const answers = [
        await client.get("/protected"),
        await client.api("verify", codeOf(client.browser.code())),
        await client.post("/logout"),
        await client.get("/protected"),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 401]);
    });
  },
  {
    ...TOKENS,
    before: (app) => app.use(session({ secret: "of the app", resave: false, saveUninitialized: false, store })),
  },
);

onEmbedded(
  "An app that can't issue a token",
  (current) => {
    it("has signed nobody in: the session is gone from the list", async () => {
      const app = current();
      const person = app.users.add();

      const login = await loginForToken(app, person);

      expect(login.status).to.equal(500);
      expect(login.headers).not.to.have.property("set-cookie");
      expect(await app.mfa.sessions.list(person.id)).to.deep.equal([]);
      expect(await endReasons(app, person.id)).to.deep.equal(["not_stored"]);
    });
  },
  {
    before: quiet,
    sallyport: { onSignedIn: () => Promise.reject(new Error("the signing key can't be read")) },
  },
);

function codeOf(code: string): object {
  return { method: "totp", code };
}

async function endReasons(app: TestApp, userId: string): Promise<readonly unknown[]> {
  return (await app.mfa.sessions.history(userId)).map(({ endReason }) => endReason);
}

/** Express prints errors that nobody handles. */
function quiet(app: { set(name: string, value: string): unknown }): void {
  app.set("env", "test");
}
