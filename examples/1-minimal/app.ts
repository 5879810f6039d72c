import express, { type Express } from "express";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa, type Sallyport, type User } from "sallyport";

/** Your own users table and password check; here, one person. */
const ada = { id: "1", email: "ada@example.com", password: "correct horse battery" };
const users = {
  findById: (id: string): Promise<User | null> => Promise.resolve(id === ada.id ? ada : null),
  checkPassword: (email: unknown, password: unknown): User | undefined =>
    email === ada.email && password === ada.password ? ada : undefined,
};

export async function createApp(origin: string): Promise<{ app: Express; mfa: Sallyport }> {
  const mfa = await createSallyport({ issuer: "Acme Bank", origin, users, dataDir: ":memory:" });

  const app = express();
  app.use(express.json());
  app.use(mfaSession(mfa)); // req.mfa
  app.use("/api/v1", mfaRouter()); // /api/v1/mfa/…

  app.post("/login", async (req, res) => {
    const user = users.checkPassword(req.body?.email, req.body?.password);
    if (!user) res.status(401).json({ code: "WRONG_PASSWORD" });
    else res.json(await req.mfa.signIn(user));
  });

  app.get("/account", requireMfa(), (req, res) => {
    res.json({ id: req.mfa.user?.id, amr: req.mfa.amr });
  });

  app.use(mfaErrors());
  return { app, mfa };
}
