import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { connectDatabase } from "@sallyport/sequelize";
import { twilioChannel } from "@sallyport/delivery";
import { createSallyport, mfaErrors, mfaRouter, mfaSession } from "sallyport";
import { createTestClock } from "../test/support/clock.ts";
import { startTwilioServer, TWILIO_ACCOUNT, TWILIO_NUMBER } from "../test/support/twilio-server.ts";
import { commandsInWords, commandsPerCall } from "./redis-commands.ts";
import { median } from "./session-load.ts";

/** Where it keeps things, and how many codes are asked for under each condition. */
export interface SendingPlan {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly count: number;
}

/** Answers to `POST /mfa/challenge`, in milliseconds. */
export interface SendingFigures {
  readonly healthy: { readonly p50: number; readonly p95: number };
  /** The provider takes every message and never says so. */
  readonly hanging: { readonly p50: number; readonly p95: number };
  readonly statementsEach: number;
  readonly commands: string;
}

/** One user asks for more codes than a hundred do otherwise. */
const WIDE = { max: 100, maxPerDay: 1000, maxPerPrefixHour: 10_000, maxPerCountryHour: 10_000, maxPerHour: 10_000 };

const MODES = ["ok", "hang"] as const;

/** Asks for codes of one user, by turns with a provider that answers and with one that hangs. */
export async function measureSending({ databaseUrl, redisUrl, count }: SendingPlan): Promise<SendingFigures> {
  const twilio = await startTwilioServer();
  const clock = createTestClock();
  let statements = 0;
  const { sequelize, close } = connectDatabase({ url: databaseUrl });
  sequelize.addHook("beforeQuery", () => void (statements += 1));
  const user = { id: randomBytes(8).toString("hex") };
  const mfa = await createSallyport({
    ...{ issuer: "Bench", origin: "http://localhost", secret: randomBytes(32).toString("base64"), clock, sequelize },
    ...{ redisUrl, users: { findById: () => Promise.resolve(user) }, methods: ["totp", "sms", "backup_code"] },
    channels: {
      sms: await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, httpClient: twilio.httpClient() }),
    },
    backupCodes: { cost: { N: 2, r: 1, p: 1 } },
    delivery: { resendAfterSeconds: 10, sms: { ...WIDE, minConversion: 0, pricePerMessage: 0 } },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    sessions: { idleSeconds: 86_400 },
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
  let cookie = "";

  async function post(path: string, body: object = {}): Promise<number> {
    const headers = { "content-type": "application/json", cookie };
    const began = performance.now();
    const answer = await fetch(url + path, { method: "POST", body: JSON.stringify(body), headers });
    await answer.arrayBuffer();
    const ms = performance.now() - began;
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}`);
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    return ms;
  }

  async function ask(): Promise<number> {
    clock.travel(11);
    return post("/api/v1/mfa/challenge", { method: "sms" });
  }

  try {
    await post("/login");
    await post("/api/v1/mfa/setup/sms", { phoneNumber: "+4915112345678" });
    await mfa.delivery.idle();
    const code = /#([0-9]{6})$/.exec(twilio.sent.at(-1)?.body ?? "")?.[1];
    await post("/api/v1/mfa/verify/sms", { code });

    const times = { ok: [] as number[], hang: [] as number[] };
    for (let index = 0; index < count; index += 1)
      for (const mode of MODES) {
        twilio.mode(mode);
        times[mode].push(await ask());
      }
    twilio.mode("ok");
    await mfa.delivery.idle();
    const before = statements;
    for (let index = 0; index < 20; index += 1) {
      await ask();
      await mfa.delivery.idle();
    }
    const statementsEach = (statements - before) / 20;
    const commands = commandsInWords(await commandsPerCall([redisUrl], ask));
    return { healthy: figures(times.ok), hanging: figures(times.hang), statementsEach, commands };
  } finally {
    server.closeAllConnections();
    server.close();
    await mfa.close();
    await close();
    await twilio.close();
  }
}

function figures(times: readonly number[]): { p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(times), p95: sorted[Math.floor(sorted.length * 0.95)] ?? NaN };
}
