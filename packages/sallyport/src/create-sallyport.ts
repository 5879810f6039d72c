import {
  consoleLogger,
  createMfa,
  findConfigProblems,
  readEnvironment,
  SallyportConfigError,
  type Logger,
  type MfaOptions,
} from "@sallyport/core";
import { createLiveConnections, type Sallyport as HttpSallyport } from "@sallyport/express";
import { localSecret } from "./local-secret.ts";
import { mergeEnvironment, type AllOptions } from "./merge-environment.ts";
import { DEFAULT_DATA_DIR, openStores } from "./open-stores.ts";
import type { SallyportOptions } from "./options.ts";
import { scheduleCleanUp } from "./schedule-clean-up.ts";
import { storageProblems } from "./storage-problems.ts";

/** One running suite: hand it to `mfaSession`. */
export interface Sallyport extends HttpSallyport {
  /** Closes what `createSallyport` opened, never what was handed in. */
  close(): Promise<void>;
}

/**
 * Opens everything: options and environment are checked, the stores opened, the tables brought up to date.
 *
 * @param options - `origin` and `users` are required, `issuer` unless `MFA_TOTP_ISSUER` is set. With no `DATABASE_URL`
 * and no `REDIS_URL` (and none in the options), PostgreSQL runs inside this process, in `./.sallyport`, and sessions
 * live in memory: for one process.
 * @throws `SallyportConfigError` with everything that is wrong, each with its remedy.
 *
 * @example
 * ```ts
 * import { createSallyport } from "sallyport";
 * import { users } from "./my-app.js";
 *
 * const mfa = await createSallyport({ issuer: "Acme Bank", origin: "https://bank.example", users });
 * ```
 */
export async function createSallyport(options: SallyportOptions): Promise<Sallyport> {
  const environment = readEnvironment(process.env);
  const all = mergeEnvironment(options, environment.options);
  const logger: Logger = all.logger ?? consoleLogger;
  const domain = await domainOptions(all, logger);
  refuseProblems([...environment.problems, ...storageProblems(all), ...findConfigProblems(domain)]);
  for (const name of environment.unused) logger.warn(`${name} is set, but this release does not read it`);

  const stores = await openStores(all, { logger, clock: all.clock });
  try {
    const mfa = createMfa(domain, stores);
    const { onSignedIn, pages = {} } = all;
    const http = { sessionStore: stores.sessionStore, pages, ...(onSignedIn ? { onSignedIn } : {}) };
    const live = createLiveConnections(mfa.sessions);
    const stopCleanUp = scheduleCleanUp(mfa);
    return {
      ...mfa,
      http,
      sessions: { ...mfa.sessions, bind: live.bind },
      close: async () => {
        stopCleanUp();
        live.close();
        await stores.close();
      },
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

function refuseProblems(problems: SallyportConfigError["problems"]): void {
  const [first, ...rest] = problems;
  if (first) throw new SallyportConfigError([first, ...rest]);
}

/** What is left for the domain; names that nobody knows stay in and are refused there. */
async function domainOptions(all: Partial<AllOptions>, logger: Logger): Promise<MfaOptions> {
  const { onSignedIn, pages, databaseUrl, sequelize, redisUrl, redis, redisDatabase, dataDir, migrate, ...domain } =
    all;
  const embedded = databaseUrl === undefined && sequelize === undefined;
  const secret = domain.secret ?? (embedded ? await localSecret(dataDir ?? DEFAULT_DATA_DIR, logger) : "");
  return { ...domain, secret } as MfaOptions;
}
