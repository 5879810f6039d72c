import type { MfaOptions } from "@sallyport/core";
import type { ErrorTexts, OnSignedIn, Pages } from "@sallyport/express";
import type { RedisConnection } from "@sallyport/redis";
import type { Sequelize } from "sequelize";

/**
 * The options of `createSallyport`: those of the domain, and where things are kept. What is left out is read from the
 * environment (docs/configuration.md); what is in neither has a default. `origin` and `users` have none.
 */
export interface SallyportOptions extends Omit<MfaOptions, "issuer" | "secret"> {
  /** The name that authenticator apps show beside the code. Default: `MFA_TOTP_ISSUER`. */
  readonly issuer?: string;
  /**
   * Keys, newest first: base64 of 32 random bytes each. Default: `MFA_SECRET`; with the embedded database and neither,
   * one is made and kept beside the data.
   */
  readonly secret?: string | readonly string[];
  /** Runs once per sign-in, after its last stage, with the session id already changed. */
  readonly onSignedIn?: OnSignedIn;
  /** Pages of the app that browsers are sent to instead of a problem document. */
  readonly pages?: Pages;
  /** What people read of errors, by language: in the place of our texts, or in languages that we don't have. */
  readonly texts?: ErrorTexts;
  /** A PostgreSQL server. Default: `DATABASE_URL`; else PostgreSQL embedded in this process, in `dataDir`. */
  readonly databaseUrl?: string;
  /** The app's own Sequelize 6 on PostgreSQL, in place of `databaseUrl`. Never closed by Sallyport. */
  readonly sequelize?: Sequelize;
  /** A Redis server. Default: `REDIS_URL`; else this process's memory. */
  readonly redisUrl?: string;
  /** The app's own connected node-redis client, cluster or sentinel, in place of `redisUrl`. Never closed by Sallyport. */
  readonly redis?: RedisConnection;
  /** The folder of the embedded database. Default `./.sallyport`; `":memory:"` keeps nothing. */
  readonly dataDir?: string;
  /** Whether to bring the tables up to date at start. Default true; with false, run `npx sallyport migrate` before. */
  readonly migrate?: boolean;
}
