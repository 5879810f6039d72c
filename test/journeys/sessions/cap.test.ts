import { expect } from "chai";
import { sessionCap } from "sallyport";
import { enrolledPerson, openBrowser, signedInBrowsers, whoIsIn } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36";

onEveryStack(
  "sessionCap()",
  (current) => {
    it("ends the oldest of more than five, and tells its browser why", async () => {
      const app = current();
      const browsers = await signedInBrowsers(app, 6);

      const refused = await browsers[0]?.get("/protected");

      expect(refused?.status).to.equal(401);
      expect(refused?.body).to.include({ code: "ERR-UNAUTHENTICATED", reason: "session_limit" });
      expect(await whoIsIn(browsers)).to.deep.equal([false, true, true, true, true, true]);
      expect(app.events.filter(({ type }) => type === "session_evicted")).to.have.lengthOf(1);
    });

    it("counts no pending sign-in, and ends nothing for one", async () => {
      const app = current();
      const person = await enrolledPerson(app);
      const browsers = Array.from({ length: 5 }, () => person.elsewhere());
      for (const browser of browsers) {
        app.clock.travel(30);
        await browser.login();
        expect((await browser.verify()).status).to.equal(200);
      }

      for (let login = 0; login < 20; login += 1) await person.elsewhere().login();

      expect(await whoIsIn(browsers)).to.deep.equal([true, true, true, true, true]);
    });

    it("counts a browser that signs in again once", async () => {
      const app = current();
      const browsers = await signedInBrowsers(app, 5);
      for (let again = 0; again < 3; again += 1) await browsers[4]?.login();

      const list = await browsers[4]?.sessions();

      expect(list).to.have.lengthOf(5);
      expect(await whoIsIn(browsers)).to.deep.equal([true, true, true, true, true]);
    });

    it("says in the figures how many there may be", async () => {
      const [browser] = await signedInBrowsers(current(), 1);

      const stats = await browser?.get("/api/v1/sessions/stats");

      expect(stats?.body.max).to.equal(5);
    });
  },
  { middlewares: [sessionCap()] },
);

onEveryStack(
  "sessionCap with end-least-recently-used",
  (current) => {
    it("ends the session that was used longest ago", async () => {
      const app = current();
      const browsers = await signedInBrowsers(app, 2);
      app.clock.travel(120);
      await browsers[0]?.isIn();

      const third = browsers[0]?.elsewhere();
      await third?.login();

      expect(await whoIsIn([...browsers, third ?? expect.fail("no browser")])).to.deep.equal([true, false, true]);
    });
  },
  { middlewares: [sessionCap({ max: 2, whenFull: "end-least-recently-used" })] },
);

onEveryStack(
  "sessionCap with reject",
  (current) => {
    it("refuses the sign-in, shows what there is, and counts no failed login", async () => {
      const app = current();
      const [first, second] = await signedInBrowsers(app, 2);
      const third = first?.elsewhere();

      const answer = await third?.login();

      expect(answer?.status).to.equal(409);
      expect(answer?.body).to.include({ code: "ERR-SESSION-LIMIT" }).and.not.have.property("challengeToken");
      expect(answer?.body.sessions).to.have.lengthOf(2);
      expect(answer?.headers).not.to.have.property("set-cookie");
      expect([await third?.isIn(), await first?.isIn(), await second?.isIn()]).to.deep.equal([false, true, true]);
      const mine = app.events.filter(({ userId }) => userId === first?.person.id).map(({ type }) => type);
      expect(mine).to.include("session_refused").and.not.include("mfa_challenge_failed");
      expect(mine.filter((type) => type === "sign_in_completed")).to.have.lengthOf(2);
    });

    it("has room again when a session has ended", async () => {
      const [first, second] = await signedInBrowsers(current(), 2);
      await first?.post("/logout");

      const third = second?.elsewhere();
      const answer = await third?.login();

      expect(answer?.status).to.equal(200);
      expect(await third?.isIn()).to.equal(true);
    });
  },
  { middlewares: [sessionCap({ max: 2, whenFull: "reject" })] },
);

onEveryStack(
  "sessionCap with ask",
  (current) => {
    it("lets the user choose which session ends, and completes the sign-in, once", async () => {
      const [first, second] = await signedInBrowsers(current(), 2);
      const third = first?.elsewhere() ?? expect.fail("no browser");
      const asked = await third.login();
      const { challengeToken, sessions } = asked.body as { challengeToken: string; sessions: { id: string }[] };
      const choice = { challengeToken, sessionId: sessions[0]?.id };

      const before = await third.isIn();
      const answer = await third.post("/api/v1/sessions/replace", choice);
      const again = await third.elsewhere().post("/api/v1/sessions/replace", choice);

      expect([asked.status, before, answer.status]).to.deep.equal([409, false, 200]);
      expect(answer.body).to.deep.include({ verified: true, amr: ["pwd"] });
      expect([await first?.isIn(), await second?.isIn(), await third.isIn()]).to.deep.equal([false, true, true]);
      expect([again.status, again.body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
    });

    it("takes the choice only in the browser that gave the factors, and only of the user's own sessions", async () => {
      const app = current();
      const [first, second] = await signedInBrowsers(app, 2);
      const [stranger] = await signedInBrowsers(app, 1);
      const third = first?.elsewhere() ?? expect.fail("no browser");
      const { challengeToken, sessions } = (await third.login()).body as {
        challengeToken: string;
        sessions: { id: string }[];
      };
      const [strangers] = (await stranger?.sessions()) ?? [];

      const elsewhere = await third
        .elsewhere()
        .post("/api/v1/sessions/replace", { challengeToken, sessionId: sessions[0]?.id });
      const foreign = await third.post("/api/v1/sessions/replace", { challengeToken, sessionId: strangers?.id });

      expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
      expect([foreign.status, foreign.body.code]).to.deep.equal([404, "ERR-NOT-FOUND"]);
      expect(await whoIsIn([first, second, stranger].flatMap((each) => each ?? []))).to.deep.equal([true, true, true]);
    });

    it("asks after the second factor, not before", async () => {
      const app = current();
      const person = await enrolledPerson(app);
      await app.mfa.sessions.endAll(person.person.id);
      const browsers = [person.elsewhere(), person.elsewhere(), person.elsewhere()];
      const answers = [];
      for (const browser of browsers) {
        app.clock.travel(30);
        expect((await browser.login()).status).to.equal(200);
        answers.push(await browser.verify());
      }
      const { challengeToken, sessions } = answers[2]?.body as { challengeToken: string; sessions: { id: string }[] };

      const chosen = await browsers[2]?.post("/api/v1/sessions/replace", {
        challengeToken,
        sessionId: sessions[1]?.id,
      });

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 409]);
      expect(chosen?.body).to.deep.include({ verified: true, amr: ["pwd", "otp", "mfa"] });
      expect(await whoIsIn(browsers)).to.deep.equal([true, false, true]);
    });
  },
  { middlewares: [sessionCap({ max: 2, whenFull: "ask" })] },
);

onEveryStack(
  "sessionCap with a function of the user",
  (current) => {
    it("allows each user what their role allows, per device type", async () => {
      const app = current();
      const clerk = openBrowser(app, app.users.add({ roles: ["clerk"] }));
      const phones = [clerk.elsewhere(), clerk.elsewhere()];
      await clerk.login().set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0");
      for (const phone of phones) {
        app.clock.travel(1);
        await phone.login().set("User-Agent", PHONE);
      }
      const others = await signedInBrowsers(app, 3);

      expect(await whoIsIn([clerk, ...phones])).to.deep.equal([true, false, true]);
      expect(await whoIsIn(others)).to.deep.equal([true, true, true]);
    });
  },
  {
    middlewares: [
      sessionCap({ max: (user) => (user.roles?.includes("clerk") ? { mobile: 1, other: 2 } : Promise.resolve(3)) }),
    ],
  },
);
