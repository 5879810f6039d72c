import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { enrolledPerson, openBrowser, signedInBrowsers, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/** Calls of the router about sessions. */
const CALLS = [
  ["get", "sessions"],
  ["get", "sessions/stats"],
  ["delete", `sessions/${randomUUID()}`],
  ["post", "sessions/invalidate-all"],
  ["post", `sessions/extend/${randomUUID()}`],
] as const;

onEveryStack(
  "The list of sessions",
  (current) => {
    it("shows each in words, the present one marked, with a masked address and the proofs", async () => {
      const app = current();
      const browser = openBrowser(app);
      const signIn = await browser.login().set("User-Agent", FIREFOX);

      const [session] = await browser.sessions();

      expect(session).to.deep.include({ id: signIn.body.sessionId, current: true, deviceType: "desktop" });
      expect(session).to.include({ browser: "Firefox 128", os: "Linux", ip: "127.0.0.*" });
      expect(session?.location).to.deep.equal({ city: "İzmir", country: "TR" });
      expect(session?.proofs).to.deep.equal([{ by: "password", at: app.clock.now().toISOString() }]);
    });

    it("takes the client hints where the browser sends them", async () => {
      const browser = openBrowser(current());
      const hints = { "Sec-CH-UA": '"Google Chrome";v="140", "Chromium";v="140"', "Sec-CH-UA-Platform": '"Android"' };
      await browser.login().set({ ...hints, "Sec-CH-UA-Mobile": "?1" });

      const [session] = await browser.sessions();

      expect(session).to.include({ browser: "Chrome 140", os: "Android", deviceType: "mobile" });
    });

    it("has the session of each browser, oldest first, and of nobody else", async () => {
      const app = current();
      await signedInBrowsers(app, 1);
      const browsers = await signedInBrowsers(app, 3);

      const lists = await Promise.all(browsers.map((browser) => browser.sessions()));

      const ids = lists[0]?.map(({ id }) => id);
      for (const list of lists) expect(list.map(({ id }) => id)).to.deep.equal(ids);
      expect(lists.map((list) => list.findIndex((session) => session.current))).to.deep.equal([0, 1, 2]);
    });

    it("shows the proofs of a session as they grow", async () => {
      const app = current();
      const browser = await signedInPerson(app);

      const [session] = await browser.sessions();

      expect(session?.proofs.map(({ by }) => by)).to.deep.equal(["password", "totp"]);
    });

    it("shows nothing that a session could be taken over with", async () => {
      const browser = openBrowser(current());
      const { headers } = await browser.login();
      const cookie = decodeURIComponent(String(headers["set-cookie"]));
      const [sid = ""] = /(?<=s:)[^;]+/.exec(cookie) ?? [];
      const [secret = "", shard = ""] = sid.replace(/[{}]/g, "").split(".");

      const list = JSON.stringify(await browser.sessions());

      expect(secret).to.have.lengthOf(43);
      for (const part of [sid, secret, shard]) expect(list).not.to.include(part);
      expect((await browser.delete(`/api/v1/sessions/${encodeURIComponent(sid)}`)).status).to.equal(404);
      expect(await browser.isIn()).to.equal(true);
    });

    it("comes with figures", async () => {
      const app = current();
      const [browser] = await signedInBrowsers(app, 2);
      const [oldest] = (await browser?.sessions()) ?? [];

      const stats = await browser?.get("/api/v1/sessions/stats");

      expect(stats?.body).to.deep.equal({
        active: 2,
        max: null,
        createdLast24h: 2,
        byDeviceType: { other: 2 },
        oldestCreatedAt: oldest?.createdAt,
      });
    });

    for (const [method, path] of CALLS)
      it(`is closed to a pending sign-in and to nobody: ${method.toUpperCase()} /${path.replace(/[0-9a-f-]{36}/, ":id")}`, async () => {
        const pending = await enrolledPerson(current());
        await pending.login();
        const body = method === "get" ? undefined : {};

        const answers = [
          await pending.agent[method](`/api/v1/${path}`).send(body),
          await openBrowser(current()).agent[method](`/api/v1/${path}`).send(body),
        ];

        expect(answers.map(({ status, body: told }): unknown[] => [status, told.code])).to.deep.equal([
          [401, "ERR-MFA-REQUIRED"],
          [401, "ERR-UNAUTHENTICATED"],
        ]);
      });

    it("comes with a health check that anybody may ask, and that tells nothing else", async () => {
      const answer = await openBrowser(current()).get("/api/v1/sessions/health");

      expect(answer.status).to.equal(200);
      expect(answer.body).to.have.all.keys("status", "store");
      expect(answer.body.status).to.equal("ok");
      expect(answer.body.store).to.have.all.keys("kind", "latencyMs");
    });

    it("is kept as a history of what began and ended, and why", async () => {
      const app = current();
      const [browser, other] = await signedInBrowsers(app, 2);
      await other?.post("/logout");

      const history = await app.mfa.sessions.history(browser?.person.id ?? "");

      expect(history.map(({ endReason, ip, deviceType }) => ({ endReason, ip, deviceType }))).to.deep.equal([
        { endReason: "sign_out", ip: "127.0.0.*", deviceType: "other" },
        { endReason: null, ip: "127.0.0.*", deviceType: "other" },
      ]);
    });
  },
  { sallyport: { locate: () => Promise.resolve({ city: "İzmir", country: "TR" }) } },
);
