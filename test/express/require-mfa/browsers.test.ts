import { expect } from "chai";
import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { requireMfa } from "sallyport";
import type { TestApp } from "../../support/app.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const HTML = { Accept: "text/html,application/xhtml+xml" };

/** Paths that a browser would take for another site, or that are none. */
const ELSEWHERE = [
  "//evil.example/x",
  "/\\evil.example",
  "/\t/evil.example",
  "http://evil.example/x",
  "///evil.example",
];

onEveryStack(
  "requireMfa, asked by a browser,",
  (current) => {
    it("sends each to the page that helps, and says where they wanted to go", async () => {
      const app = current();
      const tired = await signedInPerson(app);
      app.clock.travel(301);
      const pending = await enrolledPerson(app);
      await pending.login();
      const bare = openBrowser(app);
      await bare.login();

      const answers = [
        await openBrowser(app).get("/account?tab=a%20b").set(HTML),
        await pending.get("/account").set(HTML),
        await tired.get("/fresh?x=1&y=2").set(HTML),
        await bare.get("/enrolled-only").set(HTML),
      ];

      expect(answers.map(({ status, headers }) => [status, headers["location"]])).to.deep.equal([
        [303, "/in?returnTo=%2Faccount%3Ftab%3Da%2520b"],
        [303, "/second?lang=en&returnTo=%2Faccount"],
        [303, "/second?lang=en&returnTo=%2Ffresh%3Fx%3D1%26y%3D2"],
        [303, "/enroll?returnTo=%2Fenrolled-only"],
      ]);
    });

    for (const path of ELSEWHERE)
      it(`sends nobody on to ${JSON.stringify(path)}`, async () => {
        const app = current();

        const { statusCode, headers } = await rawGet(app, path);

        if (statusCode !== 400) expect([statusCode, headers.location]).to.deep.equal([303, "/in"]);
      });

    it("answers what may be stored nowhere, and programs with a problem document", async () => {
      const browser = openBrowser(current());

      const page = await browser.get("/account").set(HTML);
      const problem = await browser.get("/account").set("Accept", "*/*");

      expect(page.headers["cache-control"]).to.equal("no-store");
      expect([problem.status, problem.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
    });
  },
  {
    sallyport: { pages: { signIn: "/in", challenge: "/second?lang=en", enroll: "/enroll" } },
    routes: (app) => {
      app.get("/fresh", requireMfa({ maxAgeSeconds: 300 }));
      app.use(requireMfa());
    },
  },
);

/** As a browser that was led astray would ask: the path as it stands. */
async function rawGet(app: TestApp, path: string): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo;
  const asking = send({ port, headers: HTML });
  Object.assign(asking, { path });
  asking.end();
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  answer.resume();
  return answer;
}
