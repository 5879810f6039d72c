import { expect } from "chai";
import { once } from "node:events";
import { guardUpgrade, requireMfa } from "sallyport";
import { WebSocket, WebSocketServer } from "ws";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInBrowsers } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** The promise is a second. */
const BOUND_MS = 1500;

/** Sockets for full sessions, as an app would serve them. */
function serveSockets(app: TestApp): void {
  const sockets = new WebSocketServer({ noServer: true });
  app.server.on(
    "upgrade",
    guardUpgrade(app.mfa, {}, (req, socket, head) => {
      sockets.handleUpgrade(req, socket, head, (opened) => {
        app.mfa.sessions.bind(opened, req).then(
          () => {
            opened.send("welcome");
          },
          () => {
            opened.terminate();
          },
        );
      });
    }),
  );
}

function connect(app: TestApp, headers: Record<string, string>): WebSocket {
  return new WebSocket(app.url.replace("http", "ws"), { headers });
}

/** The status that an upgrade is refused with. */
async function refusalOf(app: TestApp, headers: Record<string, string>): Promise<number | undefined> {
  const socket = connect(app, headers);
  socket.on("error", () => undefined);
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode?: number }];
  socket.terminate();
  return response.statusCode;
}

onEveryStack(
  "Live connections:",
  (current) => {
    before(() => {
      serveSockets(current());
    });

    it("a WebSocket closes when its session is ended, and the others stay", async () => {
      const app = current();
      const [mine, other] = await signedInBrowsers(app, 2);
      const sockets = [mine, other].map((browser) => connect(app, { cookie: browser?.cookie() ?? "" }));
      await Promise.all(sockets.map((socket) => once(socket, "message")));
      const closed = sockets[1] && once(sockets[1], "close");
      const startedAt = performance.now();

      await mine?.post("/api/v1/sessions/invalidate-all");

      const [code] = (await closed) as [number];
      expect(code).to.equal(1008);
      expect(performance.now() - startedAt).to.be.below(BOUND_MS);
      expect(sockets[0]?.readyState).to.equal(WebSocket.OPEN);
      sockets[0]?.terminate();
    });

    it("a stream of events ends with its session", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      const stream = await fetch(`${app.url}/news`, { headers: { cookie: mine?.cookie() ?? "" } });
      const startedAt = performance.now();
      const ended = stream.text().catch(() => "cut");

      await app.mfa.sessions.endAll(mine?.person.id ?? "");

      expect(await ended).to.be.oneOf(["", "cut"]);
      expect(stream.status).to.equal(200);
      expect(performance.now() - startedAt).to.be.below(BOUND_MS);
    });

    it("an upgrade from a foreign page, of a pending sign-in or of nobody is refused", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      const pending = await enrolledPerson(app);
      await pending.login();
      const cookie = mine?.cookie() ?? "";

      const refusals = [
        await refusalOf(app, { cookie, origin: "https://evil.example" }),
        await refusalOf(app, { cookie, origin: "null" }),
        await refusalOf(app, { cookie: pending.cookie() }),
        await refusalOf(app, { cookie: openBrowser(app).cookie() }),
        await refusalOf(app, { cookie: "sallyport=s%3Aforged.signature" }),
      ];

      expect(refusals).to.deep.equal([403, 403, 403, 401, 401]);
    });

    it("an upgrade from the app's own pages is let in", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      const socket = connect(app, { cookie: mine?.cookie() ?? "", origin: "http://localhost" });

      const [message] = (await once(socket, "message")) as [Buffer];

      expect(message.toString()).to.equal("welcome");
      socket.terminate();
    });

    it("nobody binds a connection without a full session", async () => {
      const pending = await enrolledPerson(current());
      await pending.login();

      const answers = [await pending.get("/bind"), await openBrowser(current()).get("/bind")];

      expect(answers.map(({ body }): unknown => body.code)).to.deep.equal(["ERR-MFA-REQUIRED", "ERR-UNAUTHENTICATED"]);
    });
  },
  {
    routes: (app, mfa) => {
      app.get("/news", requireMfa(), (req, res, next) => {
        res.setHeader("Content-Type", "text/event-stream");
        res.flushHeaders();
        mfa.sessions.bind(res, req).catch(next);
      });
      app.get("/bind", (req, res, next) => {
        mfa.sessions.bind(res, req).then(() => res.json({}), next);
      });
    },
  },
);
