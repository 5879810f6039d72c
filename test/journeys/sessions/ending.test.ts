import { expect } from "chai";
import { openBrowser, signedInBrowsers, signedInPerson, whoIsIn } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack(
  "Ending sessions:",
  (current) => {
    it("a session that was ended is out at its next request, and hears why", async () => {
      const [mine, other] = await signedInBrowsers(current(), 2);
      const session = (await mine?.sessions())?.find(({ current: isMine }) => !isMine);

      const answer = await mine
        ?.delete(`/api/v1/sessions/${session?.id ?? ""}`)
        .set("Content-Type", "application/json");

      const refused = await other?.get("/protected");
      expect([answer?.status, answer?.body]).to.deep.equal([200, { ended: true }]);
      expect(refused?.body).to.include({ code: "ERR-UNAUTHENTICATED", reason: "ended_by_user" });
      expect(await mine?.isIn()).to.equal(true);
      expect(await mine?.sessions()).to.have.lengthOf(1);
    });

    it("a user may end the session that they are in", async () => {
      const [mine, other] = await signedInBrowsers(current(), 2);
      const session = (await mine?.sessions())?.find(({ current: isMine }) => isMine);

      const answer = await mine?.delete(`/api/v1/sessions/${session?.id ?? ""}`);

      expect(answer?.status).to.equal(200);
      expect([await mine?.isIn(), await other?.isIn()]).to.deep.equal([false, true]);
    });

    it("a stranger's handle and a missing one look alike, and end nothing", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      const [theirs] = await signedInBrowsers(app, 1);
      const id = (await mine?.sessions())?.[0]?.id ?? "";

      const answers = [
        await theirs?.delete(`/api/v1/sessions/${id}`),
        await theirs?.delete(`/api/v1/sessions/${id.replace(/.$/, (last) => (last === "0" ? "1" : "0"))}`),
        await theirs?.delete("/api/v1/sessions/%00"),
      ];

      for (const answer of answers) expect([answer?.status, answer?.body]).to.deep.equal([404, answers[1]?.body]);
      expect(await mine?.isIn()).to.equal(true);
    });

    it("all others end at once, or all with the present one", async () => {
      const browsers = await signedInBrowsers(current(), 3);

      const others = await browsers[2]?.post("/api/v1/sessions/invalidate-all");
      const between = await whoIsIn(browsers);
      const all = await browsers[2]?.post("/api/v1/sessions/invalidate-all", { includeCurrent: true });

      expect([others?.body, all?.body]).to.deep.equal([{ ended: 2 }, { ended: 1 }]);
      expect(between).to.deep.equal([false, false, true]);
      expect(await whoIsIn(browsers)).to.deep.equal([false, false, false]);
    });

    it("ending others takes a recent proof; ending one's own does not", async () => {
      const app = current();
      const [mine, other] = await signedInBrowsers(app, 2);
      const list = (await mine?.sessions()) ?? [];
      app.clock.travel(600);

      const answers = [
        await mine?.delete(`/api/v1/sessions/${list.find((each) => !each.current)?.id ?? ""}`),
        await mine?.post("/api/v1/sessions/invalidate-all"),
      ];
      const own = await mine?.delete(`/api/v1/sessions/${list.find((each) => each.current)?.id ?? ""}`);

      for (const answer of answers)
        expect([answer?.status, answer?.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
      expect([own?.status, await other?.isIn()]).to.deep.equal([200, true]);
    });

    it("a sign-out ends the session for every copy of its cookie", async () => {
      const [mine] = await signedInBrowsers(current(), 1);
      const thief = mine?.elsewhere();
      thief?.agent.set("Cookie", mine?.cookie() ?? "");
      const before = await thief?.isIn();

      await mine?.post("/logout");

      expect([before, await thief?.isIn()]).to.deep.equal([true, false]);
    });

    it("a request in flight saves no ended session back to life", async () => {
      const app = current();
      for (let round = 0; round < 20; round += 1) {
        const [mine] = await signedInBrowsers(app, 1);

        const inFlight = await mine?.post("/note-while-ending", { note: "late" });

        expect(inFlight?.status).to.equal(200);
        expect(await mine?.isIn()).to.equal(false);
        expect((await mine?.get("/note"))?.body.note).to.equal(null);
      }
    });

    it("a changed password ends all other sessions and the sign-ins under way", async () => {
      const app = current();
      const mine = await signedInPerson(app);
      const [other, pending] = [mine.elsewhere(), mine.elsewhere()];
      app.clock.travel(30);
      await other.login();
      await other.verify();
      await pending.login();
      const keepCurrent = (await mine.sessions()).find((each) => each.current)?.id;

      const ended = await app.mfa.users.credentialsChanged(mine.person.id, { keepCurrent });

      app.clock.travel(30);
      const late = await pending.verify();
      expect(ended).to.equal(2);
      expect((await other.get("/protected")).body.reason).to.equal("credentials_changed");
      expect([late.status, late.body.code]).to.deep.equal([401, "ERR-MFA-CHALLENGE-INVALID"]);
      expect(await whoIsIn([mine, other, pending])).to.deep.equal([true, false, false]);
    });

    it("an account that was disabled has no sessions, also when it is enabled again", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      app.users.change(mine?.person.id ?? "", { isDisabled: true });
      const disabled = await mine?.get("/protected");

      app.users.change(mine?.person.id ?? "", { isDisabled: false });

      expect(disabled?.body).to.include({ code: "ERR-UNAUTHENTICATED", reason: "account_disabled" });
      expect(await mine?.isIn()).to.equal(false);
    });

    for (const [change, act] of [
      ["turning MFA off", (browser: Awaited<ReturnType<typeof signedInPerson>>) => browser.api("disable")],
      ["removing a method", (browser) => browser.delete(`/api/v1/mfa/methods/${browser.methodId}`)],
      ["making new backup codes", (browser) => browser.api("backup-codes/regenerate")],
    ] as const satisfies readonly (readonly [
      string,
      (browser: Awaited<ReturnType<typeof signedInPerson>>) => PromiseLike<{ status: number }>,
    ])[])
      it(`${change} ends the other sessions, and gives this one a new id`, async () => {
        const app = current();
        const mine = await signedInPerson(app);
        const other = mine.elsewhere();
        app.clock.travel(30);
        await other.login();
        await other.verify();
        const before = mine.cookie();

        const answer = await act(mine);

        expect(answer.status).to.equal(200);
        expect((await other.get("/protected")).body.reason).to.equal("factor_changed");
        expect(mine.cookie()).not.to.equal(before);
        expect(await mine.isIn()).to.equal(true);
      });

    it("the first method ends sessions that signed in with the password alone", async () => {
      const [mine, other] = await signedInBrowsers(current(), 2);

      await mine?.enroll();

      expect(await whoIsIn([mine, other].flatMap((each) => each ?? []))).to.deep.equal([true, false]);
    });

    it("admins see and end the sessions of a user", async () => {
      const app = current();
      const browsers = await signedInBrowsers(app, 2);
      const userId = browsers[0]?.person.id ?? "";

      const listed = await app.mfa.sessions.list(userId);
      const ended = await app.mfa.sessions.endAll(userId);

      expect([listed.length, ended]).to.deep.equal([2, 2]);
      expect(await whoIsIn(browsers)).to.deep.equal([false, false]);
      const reasons = (await app.mfa.sessions.history(userId)).map(({ endReason }) => endReason);
      expect(reasons).to.deep.equal(["ended_by_admin", "ended_by_admin"]);
    });

    it("another person at the same browser ends the session of the one before", async () => {
      const app = current();
      const [mine] = await signedInBrowsers(app, 1);
      const id = mine?.person.id ?? "";
      const theirs = openBrowser(app).person;

      await mine?.post("/login", { email: theirs.email, password: theirs.password });

      expect((await mine?.get("/protected"))?.body.id).to.equal(theirs.id);
      expect(await app.mfa.sessions.list(id)).to.deep.equal([]);
    });
  },
  {
    routes: (app, mfa) => {
      app.post("/note-while-ending", (req, res, next) => {
        mfa.sessions.endAll(req.mfa.user?.id ?? "").then(() => {
          Object.assign(req.session, { note: String((req.body as { note?: string }).note) });
          res.json({});
        }, next);
      });
      app.get("/note", (req, res) => {
        res.json({ note: (req.session as { note?: string }).note ?? null });
      });
    },
  },
);
