import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import express from "express";
import { mfaSession, type Sallyport, type User } from "sallyport";
import { startApp } from "../support/app.ts";
import { openBrowser, signedInPerson } from "../support/browser.ts";
import { embeddedDatabase } from "../support/databases.ts";
import { onEmbedded } from "../support/stacks.ts";

describe("mfaSession", () => {
  it("refuses a promise of a suite, and says what is missing", () => {
    const start = (): unknown => mfaSession(Promise.resolve() as unknown as Sallyport);

    expect(start)
      .to.throw(SallyportConfigError, "createSallyport returns a promise")
      .with.property("code", "CONFIG-SUITE-MISSING");
  });
});

onEmbedded(
  "mfaSession, mounted twice,",
  (current) => {
    it("does its work once", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const before = app.users.lookUps();

      await browser.get("/protected");

      expect(app.users.lookUps() - before).to.equal(1);
    });
  },
  { routes: (app, mfa) => app.use(mfaSession(mfa)) },
);

onEmbedded(
  "req.mfa.signIn",
  (current) => {
    it("refuses a user whose id is no text", async () => {
      const person = { id: 42 } as unknown as User;
      const browser = openBrowser(current());

      const answer = await browser.post("/sign-in-as", person);

      expect([answer.status, answer.body.code]).to.deep.equal([500, "CONFIG-USER-ID"]);
    });
  },
  {
    routes: (app) => {
      app.post("/sign-in-as", (req, res) => {
        req.mfa.signIn(req.body as User).then(
          (answer) => res.json(answer),
          (error: unknown) =>
            res.status(500).json({ code: error instanceof SallyportConfigError ? error.code : "other" }),
        );
      });
    },
  },
);

describe("An app whose users table is down", function () {
  this.timeout(30_000);

  for (const [what, findById] of [
    ["fails", () => Promise.reject(new Error("connection refused to users-db"))],
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["hangs", () => new Promise<never>(() => undefined)],
  ] as const)
    it(`and ${what} answers 503 on guarded routes, and goes on with the others`, async () => {
      const { sequelize } = await embeddedDatabase();
      let isDown = false;
      const ada = { id: "ada" };
      const users = { findById: (id: string) => (isDown ? findById() : Promise.resolve({ id })) };
      const app = await startApp({
        express,
        sallyport: { sequelize, users },
        routes: (routes) => routes.post("/in", (req, res) => void req.mfa.signIn(ada).then(() => res.json({}))),
      });
      const browser = openBrowser(app);
      await browser.post("/in");
      isDown = true;

      const [guarded, open] = [await browser.get("/protected"), await browser.get("/open")];

      isDown = false;
      const later = await browser.isIn();
      await app.close();
      expect([guarded.status, guarded.body.code, open.status, later]).to.deep.equal([
        503,
        "ERR-UNAVAILABLE",
        200,
        true,
      ]);
      expect(guarded.text).not.to.include("users-db");
      expect(guarded.headers["retry-after"]).to.equal("1");
    });
});
