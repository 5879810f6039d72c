import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connectDatabase } from "@sallyport/sequelize";
import express, { type Request, type RequestHandler, type Response } from "express";
import { generateSync } from "otplib";
import { createSallyport, mfaErrors, mfaRouter, mfaSession, requireMfa, trustedDevice } from "sallyport";
import { createTestClock } from "../test/support/clock.ts";
import { commandsInWords, commandsPerCall } from "./redis-commands.ts";
import { median } from "./session-load.ts";

/** Where it keeps things, and how often each guard is asked. */
export interface GuardPlan {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly calls: number;
  readonly rounds: number;
}

/** What guards cost a request that `mfaSession` has seen already. */
export interface GuardFigures {
  /** The middle of the rounds, in microseconds, by the name of the guard. */
  readonly microseconds: Readonly<Record<string, number>>;
  /** SQL statements of all these calls together, and the Redis commands of a request that makes fifty of each. */
  readonly statements: number;
  readonly commands: string;
  /** Statements of a sign-in with a second step to come, and of one on a trusted device. */
  readonly signIn: { readonly pending: number; readonly trusted: number };
  /** Statements that name the table of trusted devices, of one sign-in on one. */
  readonly recognition: number;
}

const GUARDS: Readonly<Record<string, RequestHandler>> = {
  "requireMfa()": requireMfa(),
  "maxAgeSeconds, strength, methods": requireMfa({ maxAgeSeconds: 300, strength: "strong", methods: ["totp"] }),
  "every option": requireMfa({
    ...{ maxAgeSeconds: 300, strength: "any", methods: ["totp", "webauthn"], allowTrustedDevice: true },
    ...{ unenrolled: "refuse", when: () => true, resume: true },
  }),
};

/** Asks each guard by turns, in a real request of a session with a second factor. */
export async function measureGuards({ databaseUrl, redisUrl, calls, rounds }: GuardPlan): Promise<GuardFigures> {
  const { sequelize, close } = connectDatabase({ url: databaseUrl });
  const statements: string[] = [];
  sequelize.addHook("afterQuery", (_options, query) => {
    statements.push((query as { sql?: string }).sql ?? "");
  });
  const clock = createTestClock();
  const user = { id: randomBytes(8).toString("hex") };
  const mfa = await createSallyport({
    ...{ issuer: "Bench", origin: "http://localhost", secret: randomBytes(32).toString("base64"), clock },
    ...{ sequelize, redisUrl, users: { findById: () => Promise.resolve(user) } },
    ...{ methods: ["totp", "backup_code"], backupCodes: { cost: { N: 2, r: 1, p: 1 } } },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const times = new Map(Object.keys(GUARDS).map((name) => [name, [] as number[]]));
  const app = express();
  app.use(mfaSession(mfa), trustedDevice());
  app.use("/api/v1", mfaRouter());
  app.post("/login", async (req, res) => {
    res.json(await req.mfa.signIn(user));
  });
  app.get("/guards", async (req, res) => {
    const often = Number(req.query["calls"] ?? calls);
    for (const [name, guard] of Object.entries(GUARDS)) times.get(name)?.push(await timeOf(guard, req, res, often));
    res.json({});
  });
  app.use(mfaErrors());
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const jar = new Map<string, string>();

  async function call(method: "GET" | "POST", path: string, body?: object): Promise<Record<string, unknown>> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "content-type": "application/json", cookie };
    const answer = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    for (const text of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      jar.set(name, value);
    }
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}: ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }
  async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = statements.length;
    await work();
    return statements.slice(before);
  }

  try {
    await call("POST", "/login", {});
    const { secret } = (await call("POST", "/api/v1/mfa/setup/totp", {})) as { secret: string };
    const code = (): string => generateSync({ secret, epoch: Math.floor(clock.now().getTime() / 1000) });
    await call("POST", "/api/v1/mfa/verify/totp", { code: code() });
    // The request itself loads and touches its session: what guards added would be fifty times as much.
    const commands = await commandsPerCall([redisUrl], () => call("GET", "/guards?calls=50"));
    await call("GET", "/guards");
    for (const each of times.values()) each.length = 0;
    const sql = await statementsOf(async () => {
      for (let round = 0; round < rounds; round += 1) await call("GET", "/guards");
    });

    clock.travel(60);
    const pending = await statementsOf(() => call("POST", "/login", {}));
    await call("POST", "/api/v1/mfa/verify", { method: "totp", code: code(), trustDevice: true });
    const trusted = await statementsOf(() => call("POST", "/login", {}));
    return {
      microseconds: Object.fromEntries([...times].map(([name, each]) => [name, median(each)])),
      statements: sql.length,
      commands: commandsInWords(commands),
      signIn: { pending: pending.length, trusted: trusted.length },
      recognition: trusted.filter((text) => text.includes("mfa_trusted_devices")).length,
    };
  } finally {
    server.closeAllConnections();
    server.close();
    await mfa.close();
    await close();
  }
}

/** Microseconds for each of so many calls that let the request through. */
async function timeOf(guard: RequestHandler, req: Request, res: Response, calls: number): Promise<number> {
  const started = performance.now();
  for (let done = 0; done < calls; done += 1)
    await new Promise<void>((resolve, reject) => {
      void guard(req, res, (error?: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error("refused", { cause: error }));
        else resolve();
      });
    });
  return ((performance.now() - started) / calls) * 1000;
}
