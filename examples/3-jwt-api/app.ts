import express, { type Express } from "express";
import {
  bearer,
  createSallyport,
  mfaErrors,
  mfaRouter,
  mfaSession,
  requireMfa,
  tokenClaims,
  type Sallyport,
} from "sallyport";
import { findPerson } from "./people.ts";
import { createIssuer } from "./tokens.ts";

export async function createApp(origin: string): Promise<{ app: Express; mfa: Sallyport }> {
  const { issuer, audience, jwks, issue } = await createIssuer(origin);
  const mfa = await createSallyport({
    issuer: "Acme Bank",
    origin,
    users: { findById: (id) => Promise.resolve(findPerson((person) => person.id === id) ?? null) },
    dataDir: ":memory:",
    // after the last stage of a sign-in, and after each step-up: what it returns goes into the answer
    onSignedIn: (req, _user, result) => issue(tokenClaims(req, result)),
  });

  const app = express();
  app.use(express.json());
  app.use(mfaSession(mfa));
  // no token without a session: every one of them can be revoked
  app.use(bearer({ issuer, audience, keys: jwks, algorithms: ["ES256"], requireSession: true }));
  app.use("/api/v1", mfaRouter());

  app.get("/.well-known/jwks.json", (_req, res) => {
    res.json(jwks);
  });

  app.post("/login", async (req, res) => {
    const { email, password } = (req.body ?? {}) as Record<string, unknown>;
    const person = findPerson((each) => each.email === email && each.password === password);
    if (!person) res.status(401).json({ code: "WRONG_PASSWORD" });
    // { challengeToken, methods, … } for POST /api/v1/mfa/verify, or { accessToken } at once
    else res.json(await req.mfa.signIn(person, { transport: "token" }));
  });

  app.get("/account", requireMfa(), (req, res) => {
    res.json({ id: req.mfa.user?.id, amr: req.mfa.amr });
  });

  // 401 with max_age="300" asks for a code at POST /api/v1/mfa/verify; its answer has a new token
  app.post("/transfers", requireMfa({ maxAgeSeconds: 300, methods: ["totp"] }), (_req, res) => {
    res.status(201).json({ transferred: true });
  });

  app.use(mfaErrors());
  return { app, mfa };
}
