import { connectDatabase } from "@sallyport/sequelize";
import express from "express";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa, sessionCap, type User } from "sallyport";
import { listen } from "./listen.ts";

/** The same app with Sallyport: DATABASE_URL, REDIS_URL, MFA_SECRET from the environment. */
const users = new Map<string, User>([["ada", { id: "ada", email: "ada@example.com" }]]);
const { sequelize, close } = connectDatabase({ url: process.env["DATABASE_URL"] ?? "" });
let statements = 0;
sequelize.addHook("afterQuery", () => {
  statements += 1;
});
const mfa = await createSallyport({
  issuer: "Bench",
  origin: "http://localhost",
  sequelize,
  users: { findById: (id) => Promise.resolve(users.get(id) ?? null) },
});

const app = express();
app.use(mfaSession(mfa));
app.use("/api/v1", mfaRouter());
app.post("/login", async (req, res) => {
  res.json(await req.mfa.signIn({ id: "ada", email: "ada@example.com" }));
});
// The cap is on this route alone: GET /account is measured without it.
app.use("/sign-in", sessionCap({ max: 5 }));
app.post("/sign-in/:user", async (req, res) => {
  res.json(await req.mfa.signIn({ id: req.params.user }));
});
app.get("/account", requireMfa(), (req, res) => {
  res.json({ id: req.mfa.user?.id });
});
app.get("/statements", (_req, res) => {
  res.json(statements);
});
app.use(mfaErrors());
listen(app, () => mfa.close().then(close));
