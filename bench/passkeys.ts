import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import express from "express";
import { connectDatabase } from "@sallyport/sequelize";
import { createSallyport, mfaErrors, mfaRouter, mfaSession } from "sallyport";
import { authenticator, testClock, totpCode } from "sallyport/testing";
import { median } from "./session-load.ts";

/** Where it keeps things, and how often each way in is taken. */
export interface PasskeyPlan {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly count: number;
}

/** One way in: two requests, from nobody to a full session. */
export interface WayIn {
  readonly p50: number;
  readonly p95: number;
  readonly statements: number;
}

/** Signs the same user in by password and TOTP, and by passkey alone, by turns; in milliseconds. */
export async function measurePasskeys(plan: PasskeyPlan): Promise<{ readonly totp: WayIn; readonly passkey: WayIn }> {
  let statements = 0;
  const { sequelize, close } = connectDatabase({ url: plan.databaseUrl });
  sequelize.addHook("beforeQuery", () => void (statements += 1));
  const user = { id: randomBytes(8).toString("hex") };
  const clock = testClock();
  const origin = "http://localhost";
  const mfa = await createSallyport({
    ...{ issuer: "Bench", origin, secret: randomBytes(32).toString("base64"), clock, sequelize },
    ...{ redisUrl: plan.redisUrl, users: { findById: () => Promise.resolve(user) } },
    backupCodes: { cost: { N: 2, r: 1, p: 1 } },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const app = express();
  app.use(mfaSession(mfa));
  app.use("/api/v1", mfaRouter());
  app.post("/login", async (req, res) => {
    res.json(await req.mfa.signIn(user));
  });
  app.use(mfaErrors());
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const jar = new Map<string, string>();

  async function post<Answer>(path: string, body: object = {}): Promise<Answer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "content-type": "application/json", cookie };
    const answer = await fetch(url + path, { method: "POST", body: JSON.stringify(body), headers });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  const key = authenticator({ origin });
  await post("/login");
  const app2fa = await post<{ otpauthUrl: string }>("/api/v1/mfa/setup/totp");
  await post("/api/v1/mfa/verify/totp", { code: totpCode(app2fa.otpauthUrl, clock.now()) });
  const setup = await post<{ options: PublicKeyCredentialCreationOptionsJSON }>("/api/v1/mfa/setup/webauthn");
  await post("/api/v1/mfa/verify/webauthn", { response: key.register(setup.options) });

  const ways = {
    totp: async () => {
      await post("/login");
      await post("/api/v1/mfa/verify", { method: "totp", code: totpCode(app2fa.otpauthUrl, clock.now()) });
    },
    passkey: async () => {
      const { options } = await post<{ options: PublicKeyCredentialRequestOptionsJSON }>("/api/v1/mfa/passkey/options");
      await post("/api/v1/mfa/passkey/verify", { response: key.authenticate(options) });
    },
  };
  try {
    const taken = { totp: [] as number[], passkey: [] as number[] };
    const asked = { totp: [] as number[], passkey: [] as number[] };
    for (let index = 0; index < plan.count; index += 1)
      for (const way of ["totp", "passkey"] as const) {
        clock.travel({ seconds: 30 });
        jar.clear();
        const [began, before] = [performance.now(), statements];
        await ways[way]();
        taken[way].push(performance.now() - began);
        asked[way].push(statements - before);
      }
    return { totp: figures(taken.totp, asked.totp), passkey: figures(taken.passkey, asked.passkey) };
  } finally {
    server.closeAllConnections();
    server.close();
    await mfa.close();
    await close();
  }
}

function figures(times: readonly number[], statements: readonly number[]): WayIn {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(times), p95: sorted[Math.floor(sorted.length * 0.95)] ?? NaN, statements: median(statements) };
}
