import type { DeviceReport } from "@sallyport/core";
import { expect } from "chai";
import { trustedDevice } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, type Browser } from "../../support/browser.ts";
import { readText } from "../../support/repository.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { DAY, trustHere } from "../../journeys/devices/trusting.ts";

const firefox = (version: number, system = "X11; Linux x86_64"): string =>
  `Mozilla/5.0 (${system}; rv:${String(version)}.0) Gecko/20100101 Firefox/${String(version)}.0`;
const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36";
const HOME = { "User-Agent": firefox(128), "X-Forwarded-For": "203.0.113.7" };

type Factor = DeviceReport["trust"]["factors"][number]["factor"];

/** The rows of the table of the guide: factor, most points, and the number that its words name. */
const documented = readText("docs/trusted-devices.md")
  .split("\n")
  .flatMap((line) => {
    const [, factor = "", most = "", words = ""] = /^\| `(\w+)` +\| +(\d+) \| (.+) \|$/.exec(line) ?? [];
    return factor === "" ? [] : [{ factor, most: Number(most), number: Number(/\d+/.exec(words)?.[0] ?? 0) }];
  });
const fullAfter = (name: Factor): number => documented.find(({ factor }) => factor === name)?.number ?? NaN;

onEmbedded(
  "The score of a trust",
  (current) => {
    /** A browser that was trusted at home, in Firefox 128. */
    async function trustedAtHome(): Promise<Browser> {
      const browser = await enrolledPerson(current());
      browser.agent.set(HOME);
      await trustHere(current(), browser);
      return browser;
    }

    async function scoreOf(app: TestApp, { person }: Browser): Promise<DeviceReport["trust"]> {
      const [device] = await app.mfa.devices.list(person.id);
      return device?.trust ?? expect.fail("no device is trusted");
    }

    async function pointsOf(browser: Browser, name: Factor): Promise<number | undefined> {
      const { factors } = await scoreOf(current(), browser);
      return factors.find(({ factor }) => factor === name)?.points;
    }

    it("is the sum of the factors that the guide names, each with as many points at most", async () => {
      const { score, factors } = await scoreOf(current(), await trustedAtHome());

      expect(factors.map(({ factor, of }) => ({ factor, most: of }))).to.deep.equal(
        documented.map(({ factor, most }) => ({ factor, most })),
      );
      expect(factors.reduce((sum, { of }) => sum + of, 0)).to.equal(100);
      expect(score).to.equal(factors.reduce((sum, { points }) => sum + points, 0));
      expect(factors.map(({ points }) => points)).to.deep.equal([0, 0, 20, 20, 15]);
    });

    it("grows with the age of the trust, as long as the guide says", async () => {
      const browser = await trustedAtHome();
      const points: (number | undefined)[] = [];
      for (const days of [fullAfter("age") / 2, fullAfter("age") / 2, 10]) {
        current().clock.travel(days * DAY);
        points.push(await pointsOf(browser, "age"));
      }

      expect(points).to.deep.equal([10, 20, 20]);
    });

    it("grows with each use, as often as the guide says", async () => {
      const browser = await trustedAtHome();
      const points: (number | undefined)[] = [];
      for (let use = 1; use <= fullAfter("uses") + 1; use += 1) {
        await browser.login();
        points.push(await pointsOf(browser, "uses"));
      }

      expect(points).to.deep.equal([3, 5, 8, 10, 13, 15, 18, 20, 23, 25, 25]);
    });

    for (const [what, agent, points] of [
      ["keeps its points when the browser is updated", firefox(141), 20],
      ["loses them in another browser", CHROME, 0],
      ["loses them on another system", firefox(128, "Windows NT 10.0; Win64; x64"), 0],
      ["loses them where nothing is told", "", 0],
    ] as const)
      it(what, async () => {
        const browser = await trustedAtHome();

        await browser.login().set("User-Agent", agent);

        expect(await pointsOf(browser, "browser")).to.equal(points);
      });

    it("has no points for a browser that never told what it is", async () => {
      const browser = await enrolledPerson(current());
      await trustHere(current(), browser);

      await browser.login();

      expect([await pointsOf(browser, "browser"), await pointsOf(browser, "network")]).to.deep.equal([0, 20]);
    });

    for (const [what, address, points] of [
      ["is the same in the same network", "203.0.113.99", 20],
      ["is less in another network", "203.0.114.7", 0],
      ["is the same again at home", "203.0.113.7", 20],
    ] as const)
      it(what, async () => {
        const browser = await trustedAtHome();
        await browser.login().set("X-Forwarded-For", "198.51.100.1");

        await browser.login().set("X-Forwarded-For", address);

        expect(await pointsOf(browser, "network")).to.equal(points);
      });

    it("loses as many points for each wrong code as the guide says, and never more than there are", async () => {
      const browser = await trustedAtHome();
      await browser.login();
      const wrong = browser.wrongCode();
      const points: (number | undefined)[] = [];
      for (let guess = 0; guess < 4; guess += 1) {
        await browser.verify(wrong);
        points.push(await pointsOf(browser, "failures"));
      }

      const each = fullAfter("failures");
      expect(points).to.deep.equal([15 - each, 15 - 2 * each, 15 - 3 * each, 0]);
    });

    it("is for people to look at: the worst one signs in all the same", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await trustHere(app, browser);
      const elsewhere = { "User-Agent": firefox(128), "X-Forwarded-For": "198.51.100.1" };
      await browser.login().set(elsewhere);
      const wrong = browser.wrongCode();
      for (let guess = 0; guess < 3; guess += 1) await browser.verify(wrong).set(elsewhere);

      const login = await browser.login().set(elsewhere);

      expect((await scoreOf(app, browser)).score).to.be.at.most(5);
      expect(login.body).to.include({ mfaRequired: false });
    });
  },
  { middlewares: [trustedDevice()], before: (app) => app.set("trust proxy", 1) },
);
