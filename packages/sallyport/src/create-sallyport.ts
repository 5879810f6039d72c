import {
  consoleLogger,
  createMfa,
  deadline,
  defaultMethods,
  findConfigProblems,
  readEnvironment,
  redactingLogger,
  SallyportConfigError,
  type Logger,
  type Mfa,
  type MfaOptions,
} from "@sallyport/core";
import { createLiveConnections, type Sallyport as HttpSallyport } from "@sallyport/express";
import { localSecret } from "./local-secret.ts";
import { mergeEnvironment, type AllOptions } from "./merge-environment.ts";
import { DEFAULT_DATA_DIR, openStores } from "./open-stores.ts";
import { openChannels, type OpenChannels } from "./open-channels.ts";
import type { SallyportOptions } from "./options.ts";
import { scheduleAuditQueue } from "./schedule-audit-queue.ts";
import { scheduleCheckpoints } from "./schedule-checkpoints.ts";
import { scheduleCleanUp } from "./schedule-clean-up.ts";
import { scheduleRecoveries } from "./schedule-recoveries.ts";
import { scheduleOutbox } from "./schedule-outbox.ts";
import { scheduleWebhooks } from "./schedule-webhooks.ts";
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
  const logger: Logger = redactingLogger(all.logger ?? consoleLogger);
  const opened = await openChannels(all);
  try {
    const given = await domainOptions({ ...all, channels: opened.channels }, logger);
    refuseProblems([
      ...environment.problems,
      ...opened.problems,
      ...storageProblems(all),
      ...findConfigProblems(given),
    ]);
    const domain = withoutStandIns(given, opened);
    refuseProblems(findConfigProblems(domain));
    for (const name of environment.unused) logger.warn(`${name} is set, but this release does not read it`);
    return await start(all, { domain, logger, opened });
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Ready {
  readonly domain: MfaOptions;
  readonly logger: Logger;
  readonly opened: OpenChannels;
}

async function start(all: Partial<AllOptions>, { domain, logger, opened }: Ready): Promise<Sallyport> {
  const stores = await openStores(all, { logger, clock: all.clock });
  try {
    const mfa = createMfa(domain, stores);
    const { onSignedIn, pages = {}, texts = {} } = all;
    const http = { sessionStore: stores.sessionStore, pages, texts, ...(onSignedIn ? { onSignedIn } : {}) };
    await noteRotation(mfa);
    const live = createLiveConnections(mfa.sessions);
    const schedules = [scheduleCleanUp, scheduleOutbox, scheduleRecoveries, scheduleAuditQueue, scheduleWebhooks];
    const stops = [
      ...schedules.map((schedule) => schedule(mfa)),
      // Past the redactor: to it, links look like tokens, and without them a checkpoint in the log is worth nothing.
      scheduleCheckpoints(mfa, all.logger ?? consoleLogger),
    ];
    const stopWatching = await mfa.policy.watch();
    return {
      ...mfa,
      http,
      sessions: { ...mfa.sessions, bind: live.bind },
      close: async () => {
        for (const stop of stops) stop();
        await stopWatching();
        live.close();
        await finishSending(mfa);
        await finishRecording(mfa);
        await finishPosting(mfa);
        await opened.close();
        await stores.close();
      },
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}

/** New keys are told of in the trail. Where that fails, the log says so, and the next start does it. */
async function noteRotation({ audit, settings }: Mfa): Promise<void> {
  await audit.noteRotation().catch((error: unknown) => {
    settings.logger.warn("whether the keys have changed could not be looked up", { error: String(error) });
  });
}

/** What a developer's console stands in for is not on offer by itself: production would offer something else. */
function withoutStandIns(given: MfaOptions, { standIns }: OpenChannels): MfaOptions {
  if (given.methods || !standIns.includes("sms")) return given;
  return { ...given, methods: defaultMethods({ ...given, channels: {} }) };
}

/** Codes on their way are handed over before the process ends; a provider that hangs does not keep it. */
async function finishSending({ delivery, settings }: Mfa): Promise<void> {
  await deadline(delivery.idle(), CLOSE_DEADLINE_MS).catch(() => {
    settings.logger.warn("messages were still on their way when this process ended");
  });
}

/** What was to be written within a moment is written now. Last: what went before has been recorded as well. */
async function finishRecording({ audit, settings }: Mfa): Promise<void> {
  await deadline(audit.flush(), CLOSE_DEADLINE_MS).catch((error: unknown) => {
    settings.logger.error("events were still waiting when this process ended", { error: String(error) });
  });
}

/** What is on its way to webhooks arrives; the rest waits for the next process. */
async function finishPosting({ webhooks, settings }: Mfa): Promise<void> {
  await deadline(webhooks.close(), CLOSE_DEADLINE_MS).catch((error: unknown) => {
    settings.logger.warn("webhooks were still being posted when this process ended", { error: String(error) });
  });
}

const CLOSE_DEADLINE_MS = 8000;

function refuseProblems(problems: SallyportConfigError["problems"]): void {
  const [first, ...rest] = problems;
  if (first) throw new SallyportConfigError([first, ...rest]);
}

/** What is left for the domain; names that nobody knows stay in and are refused there. */
async function domainOptions(all: Partial<AllOptions>, logger: Logger): Promise<MfaOptions> {
  const {
    onSignedIn,
    pages,
    texts,
    databaseUrl,
    sequelize,
    redisUrl,
    redis,
    redisDatabase,
    dataDir,
    migrate,
    ...rest
  } = all;
  const { twilio, smtp, ...domain } = rest;
  const embedded = databaseUrl === undefined && sequelize === undefined;
  const secret = domain.secret ?? (embedded ? await localSecret(dataDir ?? DEFAULT_DATA_DIR, logger) : "");
  const recovery = pages?.enroll === undefined ? domain.recovery : { enrollPath: pages.enroll, ...domain.recovery };
  return { ...domain, secret, ...(recovery === undefined ? {} : { recovery }) } as MfaOptions;
}
