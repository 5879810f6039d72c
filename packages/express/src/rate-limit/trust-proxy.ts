import { SallyportConfigError } from "@sallyport/core";
import type { Application, Request } from "express";
import type { RequestState } from "../request-state.ts";

/** Whoever it is that asks, an app that trusts this one trusts everybody: RFC 5737 keeps it for examples. */
const STRANGER = "203.0.113.1";
const FAR_AWAY = 99;

const checked = new WeakSet<Application>();
const warned = new WeakSet<Application>();

/**
 * Addresses count only where nobody can make them up. An app that takes them from any `X-Forwarded-For` is refused; one
 * that seems to stand behind a proxy, and was not told, counts everybody as one: it is warned of.
 */
export function requireHonestAddresses(req: Request, { suite }: RequestState): void {
  const { app } = req;
  if (!checked.has(app)) {
    if (trusts(app, STRANGER)) throw trustsEverybody();
    checked.add(app);
  }
  if (req.headers["x-forwarded-for"] === undefined || warned.has(app) || trusts(app, req.socket.remoteAddress ?? ""))
    return;
  warned.add(app);
  suite.settings.logger.warn(
    "a request carries X-Forwarded-For, but the app trusts no proxy, so that all its clients would count as one; behind a proxy, write app.set('trust proxy', 1)",
    { code: "CONFIG-PROXY-NOT-TRUSTED" },
  );
}

function trusts(app: Application, address: string): boolean {
  const trust: unknown = app.get("trust proxy fn");
  const distance = address === STRANGER ? FAR_AWAY : 0;
  return (
    typeof trust === "function" && (trust as (address: string, distance: number) => unknown)(address, distance) === true
  );
}

function trustsEverybody(): SallyportConfigError {
  return new SallyportConfigError([
    {
      code: "CONFIG-PROXY-UNCHECKED",
      option: "trust proxy",
      reason: "the app takes the client's address from whatever X-Forwarded-For says, so anybody is anywhere",
      remedy: 'Write app.set("trust proxy", 1), with the number of your proxies, or their addresses',
    },
  ]);
}
