import type { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import { once } from "node:events";
import pg from "pg";
import { createTurnTaking } from "./turn-taking.ts";

type Callback = (error: unknown, result?: unknown) => void;
type Query = (this: pg.Client, ...values: unknown[]) => Promise<unknown>;

/** What node-postgres keeps of its connection and does not type. */
interface Internals {
  readonly readyForQuery: boolean;
  readonly connection: NodeJS.EventEmitter;
}

/**
 * node-postgres itself (types, parsing, error codes), talking to PGlite in this process: Sequelize's `dialectModule`.
 * PGlite is one session, so that the clients of a pool take turns, for as long as a statement runs or a transaction is
 * open.
 */
export function pgliteDialect(db: PGlite, { waitMs = 10_000 }: { readonly waitMs?: number } = {}): typeof pg {
  const turns = createTurnTaking({ waitMs });

  class Client extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      // PGlite's own settings name a connection and no server; they are plain fields, and pg.ClientConfig does not know them.
      super({
        ...(typeof config === "object" ? config : {}),
        ...Object.fromEntries(Object.entries(createPgConfig(db))),
        ssl: false,
      });
    }

    async #inTurn(values: unknown[]): Promise<unknown> {
      await turns.enter(this);
      try {
        return await (super.query as Query).apply(this as unknown as pg.Client, values);
      } finally {
        // An error arrives before the session is ready again, and nobody else may speak until it is.
        const internals = this as unknown as Internals;
        if (!internals.readyForQuery && !db.closed) await once(internals.connection, "readyForQuery");
        turns.leave(this, { keep: !db.closed && db.isInTransaction() });
      }
    }

    // @ts-expect-error -- pg types eleven overloads; one function serves all of them
    override query(...values: unknown[]): Promise<unknown> | undefined {
      return withCallback(values, (rest) => this.#inTurn(rest));
    }

    // @ts-expect-error -- as above
    override end(...values: unknown[]): Promise<unknown> | undefined {
      return withCallback(values, async () => {
        if (turns.holds(this) && db.isInTransaction()) await this.#inTurn(["ROLLBACK"]);
        await super.end();
      });
    }
  }
  return Object.assign(Object.create(pg) as typeof pg, { Client, types: pg.types });
}

/** node-postgres takes a callback as the last value, or returns a promise. */
function withCallback(values: unknown[], run: (values: unknown[]) => Promise<unknown>): Promise<unknown> | undefined {
  const last = values.at(-1);
  if (typeof last !== "function") return run(values);
  const callback = last as Callback;
  run(values.slice(0, -1)).then((result) => {
    callback(null, result);
  }, callback);
  return undefined;
}
