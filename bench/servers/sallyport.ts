import express from "express";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa, type User } from "sallyport";
import { listen } from "./listen.ts";

/** The same app with Sallyport: DATABASE_URL, REDIS_URL, MFA_SECRET from the environment. */
const users = new Map<string, User>([["ada", { id: "ada", email: "ada@example.com" }]]);
const mfa = await createSallyport({
  issuer: "Bench",
  origin: "http://localhost",
  users: { findById: (id) => Promise.resolve(users.get(id) ?? null) },
});

const app = express();
app.use(mfaSession(mfa));
app.use("/api/v1", mfaRouter());
app.post("/login", async (req, res) => {
  res.json(await req.mfa.signIn({ id: "ada", email: "ada@example.com" }));
});
app.get("/account", requireMfa(), (req, res) => {
  res.json({ id: req.mfa.user?.id });
});
app.use(mfaErrors());
listen(app, () => mfa.close());
