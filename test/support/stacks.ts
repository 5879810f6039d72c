import express5 from "express";
import express4 from "express4";
import { createClient } from "redis";
import type { SallyportOptions } from "sallyport";
import { startApp, type AppOptions, type TestApp } from "./app.ts";
import { embeddedDatabase, postgresDatabase } from "./databases.ts";
import { redisUrl } from "./redis-servers.ts";
import { requireServer } from "./require-server.ts";

interface Opened {
  readonly options: Partial<SallyportOptions>;
  close(): Promise<void>;
}

interface Stack {
  readonly name: string;
  readonly express: typeof express5;
  open(context: Mocha.Context): Promise<Opened>;
}

const stacks: readonly Stack[] = [
  { name: "Express 5, embedded stores", express: express5, open: openEmbedded },
  // Express 4 has the same shape where we touch it; its own types are not installed beside those of 5.
  { name: "Express 4, PostgreSQL and Redis", express: express4, open: openServers },
];

async function openEmbedded(context: Mocha.Context): Promise<Opened> {
  const { sequelize, close } = requireServer(context, "embedded PostgreSQL", await embeddedDatabase());
  return { options: { sequelize }, close };
}

async function openServers(context: Mocha.Context): Promise<Opened> {
  const database = requireServer(context, "PostgreSQL", await postgresDatabase());
  const url = requireServer(context, "Redis", await redisUrl());
  const redis = await createClient({ url }).connect();
  return {
    options: { sequelize: database.sequelize, redis },
    close: async () => {
      redis.destroy();
      await database.close();
    },
  };
}

/**
 * Runs a suite on each stack: what holds over HTTP must hold on all of them. `current` gives the running app inside the
 * tests; `more` changes it.
 */
export function onEveryStack(
  title: string,
  suite: (current: () => TestApp) => void,
  more: Partial<Omit<AppOptions, "express">> = {},
): void {
  for (const stack of stacks)
    describe(`${title} (${stack.name})`, () => {
      let app: TestApp | undefined;
      let opened: Opened | undefined;

      before(async function () {
        this.timeout(30_000);
        opened = await stack.open(this);
        app = await startApp({ ...more, express: stack.express, sallyport: { ...opened.options, ...more.sallyport } });
      });
      after(async () => {
        await app?.close();
        await opened?.close();
      });

      suite(() => app ?? raise());
    });
}

/** One app on the embedded stores, for suites where the stack can't matter. */
export function onEmbedded(
  title: string,
  suite: (current: () => TestApp) => void,
  more: Partial<Omit<AppOptions, "express">> = {},
): void {
  describe(title, () => {
    let app: TestApp | undefined;
    let opened: Opened | undefined;

    before(async function () {
      this.timeout(30_000);
      opened = await openEmbedded(this);
      app = await startApp({ ...more, express: express5, sallyport: { ...opened.options, ...more.sallyport } });
    });
    after(async () => {
      await app?.close();
      await opened?.close();
    });

    suite(() => app ?? raise());
  });
}

function raise(): never {
  throw new Error("the app is only there inside tests");
}
