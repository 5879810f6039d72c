import express, { type Express } from "express";
import session from "express-session";
import passport from "passport";
import { Strategy } from "passport-local";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa, type Sallyport } from "sallyport"; // added
import { findPerson } from "./people.ts";

passport.use(
  new Strategy({ usernameField: "email" }, (email, password, done) => {
    done(null, findPerson((person) => person.email === email && person.password === password) ?? false);
  }),
);
passport.serializeUser((user, done) => {
  done(null, user.id);
});
passport.deserializeUser((id, done) => {
  done(null, findPerson((person) => person.id === id) ?? false);
});

export async function createApp(origin: string): Promise<{ app: Express; mfa: Sallyport }> {
  // added: the second factor, over the same users
  const mfa = await createSallyport({
    issuer: "Acme Bank",
    origin,
    users: { findById: (id) => Promise.resolve(findPerson((person) => person.id === id) ?? null) },
    dataDir: ":memory:",
    // passport signs in once the last stage is reached, and not before
    onSignedIn: (req, user) =>
      new Promise<void>((resolve, reject) => {
        req.login(
          { id: user.id, email: user.email ?? "" },
          { session: true, keepSessionInfo: true },
          (error?: Error) => {
            if (error) reject(error);
            else resolve();
          },
        );
      }),
  });

  const app = express();
  app.use(express.json());
  app.use(
    session({
      secret: "a value from your vault",
      resave: false,
      saveUninitialized: false,
      cookie: { sameSite: "lax" },
    }),
  );
  app.use(passport.session());
  app.use(mfaSession(mfa)); // added
  app.use("/api/v1", mfaRouter()); // added

  app.post("/login", (req, res, next) => {
    passport.authenticate("local", (error: unknown, user: Express.User | false) => {
      if (error) next(error);
      else if (!user) res.status(401).json({ code: "WRONG_PASSWORD" });
      else req.mfa.signIn(user).then((answer) => res.json(answer), next); // was: req.login(user, …)
    })(req, res, next);
  });

  app.get("/account", requireMfa(), (req, res) => {
    res.json({ id: req.user?.id });
  });

  app.use(mfaErrors()); // added
  return { app, mfa };
}
