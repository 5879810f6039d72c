import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Test } from "supertest";
import type { Browser } from "../../support/browser.ts";
import { readText } from "../../support/repository.ts";

/** One call of the router, as its source lists it. */
export interface RouterCall {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly caller: string;
  /** `POST /mfa/verify`, for a title and for a table. */
  readonly name: string;
}

/** Every call of the router: one that is added is in the tables of the tests by that. */
export function routerCalls(): readonly RouterCall[] {
  const row = /\["(get|post|put|patch|delete)", "(\/[^"]+)", "([a-z-]+)", \w+\]/g;
  const calls = [...readText("packages/express/src/mfa-router.ts").matchAll(row)].map(
    ([, method = "get", path = "", caller = ""]) =>
      ({ method, path, caller, name: `${method.toUpperCase()} ${path}` }) as RouterCall,
  );
  expect(calls).to.have.lengthOf.above(40);
  return calls;
}

/** Makes the call, of ids that nobody has where none is given, and with an empty body. */
export function call(browser: Browser, { method, path }: RouterCall, ids: Readonly<Record<string, string>> = {}): Test {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(ids[name] ?? randomUUID()));
  const test = browser.agent[method](`/api/v1${filled}`);
  return method === "get" ? test : test.send({});
}
