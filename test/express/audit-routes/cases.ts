import { expect } from "chai";
import type { Express, RequestHandler } from "express";
import { told, versions, type Version } from "./versions.ts";

/** An app, and what the audit has to say of it. */
export interface Case {
  readonly name: string;
  readonly app: (app: Express, version: Version) => void;
  readonly routes: readonly string[] | ((version: Version) => readonly string[]);
}

/** A handler like any other. */
export const show: RequestHandler = (_req, res) => res.json({});

/** Runs the cases on every version of Express, and more where only one of them has them. */
export function onEveryVersion(title: string, cases: readonly Case[], casesIn4: readonly Case[] = []): void {
  for (const version of versions)
    describe(`${title} (${version.name})`, () => {
      for (const { name, app: build, routes } of version.number === 4 ? [...cases, ...casesIn4] : cases)
        it(name, () => {
          const app = version.express();
          build(app, version);
          version.age(app);

          const lines = told(app);

          expect(lines).to.deep.equal(typeof routes === "function" ? routes(version) : routes);
        });
    });
}
