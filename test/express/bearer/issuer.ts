import { generateKeyPair, SignJWT, type JWTPayload, type KeyInput } from "jose";
import { bearer, requireMfa, tokenClaims, type BearerOptions } from "sallyport";
import type { AppOptions, TestApp } from "../../support/app.ts";

export const ISSUER = "https://bank.example";
export const AUDIENCE = "https://bank.example/api";

/** The keys of an app that issues access tokens. */
export const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });

export const BEARER: BearerOptions = { issuer: ISSUER, audience: AUDIENCE, keys: publicKey };

/** How a token differs from a good one. */
export interface Different {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: KeyInput;
  /** Claims that are left out. */
  readonly without?: readonly string[];
}

/** A token, good for an hour from `at`, after a sign-in by password. */
export function sign(
  claims: JWTPayload,
  at: Date,
  { header = {}, key = privateKey, without = [] }: Different = {},
): Promise<string> {
  const iat = Math.floor(at.getTime() / 1000);
  const all = { iss: ISSUER, aud: AUDIENCE, iat, exp: iat + 3600, amr: ["pwd"], auth_time: iat, ...claims };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return new SignJWT(kept).setProtectedHeader({ alg: "ES256", typ: "at+jwt", ...header }).sign(key);
}

/** Seconds since 1970, so many before or after now. */
export function secondsAt(app: TestApp, from = 0): number {
  return Math.floor(app.clock.now().getTime() / 1000) + from;
}

/** An app whose `onSignedIn` issues access tokens, and which lets their holders in. */
export const TOKENS: Partial<Omit<AppOptions, "express">> = {
  middlewares: [bearer(BEARER)],
  sallyport: {
    methods: ["totp", "sms", "email", "backup_code"],
    onSignedIn: async (req, _user, result) => {
      const claims = tokenClaims(req, result);
      const accessToken = await sign({ ...claims, iat: claims.auth_time, exp: claims.auth_time + 86_400 }, new Date());
      return { accessToken, reason: result.reason };
    },
  },
  routes: (app) => {
    app.get("/any", requireMfa({ strength: "any", unenrolled: "refuse" }), (_req, res) => res.json({}));
    app.get("/strong", requireMfa({ strength: "strong" }), (_req, res) => res.json({}));
    app.get("/resistant", requireMfa({ strength: "phishing-resistant" }), (_req, res) => res.json({}));
    app.get("/whoami", (req, res) => {
      const { user, stage, proofs, amr, acr, sessionId } = req.mfa;
      res.json({ id: user?.id, stage, proofs, amr, acr, sessionId, fields: Object.keys(req.session) });
    });
  },
};
