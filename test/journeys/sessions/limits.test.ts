import { expect } from "chai";
import { openBrowser, signedInBrowsers } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

/** On servers time passes beside the standing clock: as much as a slow machine may need for a test. */
const SLACK = 60;
const HOUR = 3600;

onEveryStack("A session", (current) => {
  it("ends after an hour without a request, and says so", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    app.clock.travel(HOUR - SLACK);
    const inTime = await browser.isIn();

    app.clock.travel(HOUR + 1);
    const late = await browser.get("/protected");

    expect(inTime).to.equal(true);
    expect(late.body).to.include({ code: "ERR-UNAUTHENTICATED", reason: "idle_timeout" });
    expect(await browser.isIn()).to.equal(false);
  });

  it("ends after 24 hours, however busy, and however often it is extended", async () => {
    const app = current();
    const browser = openBrowser(app);
    const { sessionId } = (await browser.login()).body as { sessionId: string };
    const end = app.clock.now().getTime() + 24 * HOUR * 1000;
    const expiries: number[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      app.clock.travel(HOUR - SLACK);
      const extended = await browser.post(`/api/v1/sessions/extend/${sessionId}`);
      expect(extended.status, JSON.stringify(extended.body)).to.equal(200);
      expiries.push(new Date(String(extended.body.expiresAt)).getTime());
    }
    const inTime = await browser.isIn();

    app.clock.travel(24 * SLACK + 1);

    expect(inTime).to.equal(true);
    expect(await browser.isIn()).to.equal(false);
    expect(Math.max(...expiries)).to.be.at.most(end + SLACK * 1000);
    expect(expiries[0]).to.be.below(end);
  });

  it("shows when it will end, and moves that with use and with extend", async () => {
    const app = current();
    const browser = openBrowser(app);
    const { sessionId } = (await browser.login()).body as { sessionId: string };
    const inAnHour = (): number => app.clock.now().getTime() + HOUR * 1000;
    const shown = async (): Promise<number> => new Date((await browser.sessions())[0]?.expiresAt ?? 0).getTime();
    const first = (await shown()) - inAnHour();
    app.clock.travel(600);
    const used = (await shown()) - inAnHour();
    app.clock.travel(30);

    const answer = await browser.post(`/api/v1/sessions/extend/${sessionId}`);

    const extended = new Date(String(answer.body.expiresAt)).getTime() - inAnHour();
    for (const difference of [first, used, extended]) expect(Math.abs(difference)).to.be.below(SLACK * 1000);
  });

  it("extends nothing that is not the user's own", async () => {
    const app = current();
    const [mine] = await signedInBrowsers(app, 1);
    const [theirs] = await signedInBrowsers(app, 1);
    const [session] = (await mine?.sessions()) ?? [];

    const answer = await theirs?.post(`/api/v1/sessions/extend/${session?.id ?? ""}`);

    expect([answer?.status, answer?.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
  });

  it("stays ended when the clock of its process is put back", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();
    app.clock.travel(2 * HOUR);
    const late = await browser.isIn();

    app.clock.skew(-3 * HOUR);
    const afterwards = await browser.isIn();

    app.clock.skew(3 * HOUR);
    expect([late, afterwards]).to.deep.equal([false, false]);
  });
});

onEveryStack(
  "A session under the strict preset",
  (current) => {
    it("ends after 15 minutes without a request", async () => {
      const app = current();
      const [one, two] = await signedInBrowsers(app, 2);
      app.clock.travel(15 * 60 - SLACK);
      const inTime = await one?.isIn();

      app.clock.travel(2 * SLACK);

      expect([inTime, await one?.isIn(), await two?.isIn()]).to.deep.equal([true, true, false]);
    });
  },
  { sallyport: { sessions: { preset: "strict" } } },
);
