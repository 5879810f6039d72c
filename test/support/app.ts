import type { MfaEvent } from "@sallyport/core";
import type express5 from "express";
import type { Express, RequestHandler } from "express";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import {
  consoleChannel,
  createSallyport,
  mfaErrors,
  mfaRouter,
  mfaSession,
  requireMfa,
  type ConsoleChannel,
  type Sallyport,
  type SallyportOptions,
} from "sallyport";
import { createTestClock, type TestClock } from "./clock.ts";
import { createUsers, type TestUsers } from "./users.ts";

/** An app with the usual routes, running on a port of its own. */
export interface TestApp {
  readonly mfa: Sallyport;
  readonly server: Server;
  readonly url: string;
  readonly clock: TestClock;
  readonly users: TestUsers;
  /** Everything that was recorded, in order. */
  readonly events: MfaEvent[];
  /** What was sent, where the test has not given channels of its own. */
  readonly sms: ConsoleChannel;
  readonly mail: ConsoleChannel;
  close(): Promise<void>;
}

/** A cheap scrypt: the tests are about what happens, not about the cost. */
export const CHEAP = { N: 256, r: 8, p: 1 } as const;

export const SECRET = "S2vYxVnPz0rKq7m4bTtWcJ1uHdG9eLfA5iNsZo3XyEk=";

/** What a test may change about the app. */
export interface AppOptions {
  readonly express: typeof express5;
  readonly sallyport: Partial<SallyportOptions>;
  /** Mounted before everything else. */
  readonly before?: (app: Express) => void;
  /** Mounted right after mfaSession: sessionCap, for example. */
  readonly middlewares?: readonly RequestHandler[];
  /** More routes, after mfaSession. */
  readonly routes?: (app: Express, mfa: Sallyport) => void;
}

export async function startApp({ express, sallyport, before, middlewares = [], routes }: AppOptions): Promise<TestApp> {
  const clock = createTestClock();
  const users = createUsers();
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const sms = consoleChannel({ print: false, limit: 1000 });
  const mail = consoleChannel({ print: false, limit: 1000 });
  const mfa = await createSallyport({
    channels: { sms, email: mail },
    methods: ["totp", "backup_code"],
    issuer: "Acme Bank",
    origin: "http://localhost",
    secret: SECRET,
    users,
    clock,
    logger: quiet,
    backupCodes: { cost: CHEAP },
    ...sallyport,
  });
  const events: MfaEvent[] = [];
  mfa.events.on("*", (event) => events.push(event));

  const app = express();
  before?.(app);
  app.use(mfaSession(mfa), ...middlewares);
  app.use("/api/v1", mfaRouter());
  app.use(express.json());
  addRoutes(app, users);
  routes?.(app, mfa);
  app.use(mfaErrors());
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    mfa,
    server,
    clock,
    users,
    events,
    sms,
    mail,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await mfa.close();
    },
  };
}

function addRoutes(app: Express, users: TestUsers): void {
  app.post("/login", (req, res, next) => {
    const { email, password, transport } = req.body as Record<string, unknown>;
    const user = users.checkPassword(email, password);
    if (!user) res.status(401).json({ code: "WRONG_PASSWORD" });
    else req.mfa.signIn(user, transport === "token" ? { transport } : {}).then((answer) => res.json(answer), next);
  });
  app.post("/logout", (req, res, next) => {
    req.mfa.signOut().then(() => res.json({}), next);
  });
  app.get("/open", (req, res) => {
    res.json({ stage: req.mfa.stage });
  });
  app.all("/protected", requireMfa(), (req, res) => {
    res.json({ id: req.mfa.user?.id, amr: req.mfa.amr, acr: req.mfa.acr });
  });
  app.get("/enrolled-only", requireMfa({ unenrolled: "refuse" }), (_req, res) => {
    res.json({});
  });
  app.post("/transfers", requireMfa({ maxAgeSeconds: 300 }), (_req, res) => {
    res.json({});
  });
  app.get("/totp-only", requireMfa({ methods: ["totp"] }), (_req, res) => {
    res.json({});
  });
}
