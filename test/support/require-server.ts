import { skip } from "./skip.ts";

/**
 * What a test needs from outside (a server, a program), or a skipped test that says so. On CI a missing one is a failure:
 * there, a skipped proof must not look like a passed one.
 */
export function requireServer<T>(context: Mocha.Context, name: string, server: T | undefined): T {
  if (server !== undefined) return server;
  if (process.env["CI"] === "true") throw new Error(`${name} is needed on CI and was not found`);
  return skip(context, `${name} was not found`);
}
