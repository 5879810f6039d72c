import { expect } from "chai";
import { randomBytes } from "node:crypto";
import express from "express";
import { trustedDevice } from "sallyport";
import { SECRET, startApp, type TestApp } from "../../support/app.ts";
import { embeddedDatabase } from "../../support/databases.ts";
import { readText } from "../../support/repository.ts";
import { useOwnRedis } from "../../support/use-redis.ts";
import { EVENTS } from "./matrix-events.ts";
import { lookAt, moved, openWorld, type MatrixEvent } from "./matrix-world.ts";

const GUIDE = "docs/trusted-devices.md";

/** The cells of the table under "What ends it": by event, then by what it may end. */
const [, [, ...columns] = [], ...rows] = [
  [],
  ...readText(GUIDE)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    )
    .filter((cells) => cells.length === 6 && !cells[0]?.startsWith("---")),
];

describe(`The table in ${GUIDE}`, function () {
  this.timeout(60_000);
  const apps: TestApp[] = [];
  after(async () => {
    for (const app of apps) await app.close();
  });
  // Goes after the apps that use it.
  const redis = useOwnRedis();

  /** Another process of the one app: the same stores, and the newest key first. */
  async function startOne(...secret: readonly string[]): Promise<TestApp> {
    const { sequelize } = await embeddedDatabase();
    const app = await startApp({
      express,
      middlewares: [trustedDevice()],
      sallyport: {
        ...{ sequelize, redis: redis(), secret, recovery: { delayHours: 1 }, sessions: { max: 20 } },
        policy: [{ mfa: "optional" }, { role: "auditor", mfa: "required" }],
      },
    });
    apps.push(app);
    return app;
  }

  before(() => startOne(SECRET));

  const events: Readonly<Record<string, MatrixEvent>> = {
    ...EVENTS,
    "Redis emptied": {
      act: async () => {
        await redis().flushDb();
      },
    },
    "new secret put in front of the old one": {
      act: async ({ app, here, other, pending }) => {
        const rotated = await startOne(randomBytes(32).toString("base64"), SECRET);
        rotated.users.add(here.person);
        rotated.clock.travel(app.clock.offsetMs / 1000);
        return {
          app: rotated,
          here: moved(here, rotated),
          other: moved(other, rotated),
          pending: moved(pending, rotated),
        };
      },
    },
  };

  it("names every event that is tried, and no other", () => {
    expect(rows.map(([event]) => event)).to.have.members(Object.keys(events));
  });

  it("says of each what it ends in one of three words", () => {
    expect(columns).to.deep.equal(["this session", "other sessions", "pending sign-in", "trust", "backup codes"]);
    expect(
      rows.flatMap(([, ...cells]) => cells).filter((cell) => !["stays", "ends", "-"].includes(cell)),
    ).to.deep.equal([]);
    // Nothing but the session that it happens in may be missing.
    expect(rows.flatMap(([, , ...cells]) => cells)).not.to.include("-");
  });

  for (const [name = "", ...cells] of rows)
    it(`is right about: ${name}`, async () => {
      const [app] = apps;
      const event = events[name];
      if (!app || !event) return expect.fail("nobody knows how to try it");
      const world = await openWorld(app, event);

      const changed = await event.act(world);

      const found = await lookAt({ ...world, ...changed }, event);
      await event.takeBack?.(world);
      const said = columns.map((column, index) => [column, cells[index]]).filter(([, cell]) => cell !== "-");
      expect(said.map(([column = ""]) => [column, found[column]])).to.deep.equal(said);
    });
});
