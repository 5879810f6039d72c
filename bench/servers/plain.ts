import { RedisStore } from "connect-redis";
import express from "express";
import session from "express-session";
import { createClient } from "redis";
import { listen } from "./listen.ts";

/** What an app without Sallyport runs: express-session on connect-redis, and a user looked up for each request. */
declare module "express-session" {
  interface SessionData {
    userId?: string;
  }
}

const users = new Map([["ada", { id: "ada", email: "ada@example.com" }]]);
const client = createClient({ url: process.env["REDIS_URL"] ?? "" });
await client.connect();

const app = express();
app.use(session({ store: new RedisStore({ client }), secret: "bench", resave: false, saveUninitialized: false }));
app.post("/login", (req, res, next) => {
  req.session.regenerate((error?: unknown) => {
    if (error) {
      next(error);
      return;
    }
    req.session.userId = "ada";
    req.session.save((failure?: unknown) => {
      if (failure) next(failure);
      else res.json({});
    });
  });
});
app.get("/account", (req, res) => {
  const user = users.get(req.session.userId ?? "");
  if (user) res.json({ id: user.id });
  else res.sendStatus(401);
});
listen(app, () => client.close());
