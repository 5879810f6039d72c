import { expect } from "chai";
import request from "supertest";
import { sessionCap } from "sallyport";
import { openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { secondsAt, sign, TOKENS } from "./issuer.ts";
import { loginForToken, openClient, plainClient, signedInClient, withToken } from "./token-client.ts";

onEveryStack(
  "The session of an access token",
  (current) => {
    it("is listed, and can be ended: the token is dead at its next request, and told why", async () => {
      const app = current();
      const client = await signedInClient(app);
      const before = await client.get("/api/v1/sessions");

      const ended = await client.delete(`/api/v1/sessions/${client.sessionId}`);
      const after = await client.get("/protected");

      expect(before.body).to.have.length(2);
      expect(before.body[1]).to.deep.include({ id: client.sessionId, current: true });
      expect([ended.status, after.status, after.body.reason]).to.deep.equal([200, 401, "ended_by_user"]);
      expect(after.headers["www-authenticate"]).to.include('error="invalid_token"');
    });

    it("ends from anywhere: at a browser, by an admin, with a new password", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      app.clock.travel(60);
      const clients = [
        await signedInClient(app, browser),
        await signedInClient(app, browser),
        await signedInClient(app, browser),
      ];
      const [first, second, third] = clients;

      await browser.verify();
      await browser.delete(`/api/v1/sessions/${first?.sessionId ?? ""}`);
      await app.mfa.sessions.end({ userId: browser.person.id, id: second?.sessionId ?? "", reason: "ended_by_admin" });
      const open = await third?.get("/protected");
      await app.mfa.users.credentialsChanged(browser.person.id);
      const answers = await Promise.all(clients.map((client) => client.get("/protected")));

      expect(open?.status).to.equal(200);
      expect(answers.map(({ status, body }): unknown[] => [status, body.reason])).to.deep.equal([
        [401, "ended_by_user"],
        [401, "ended_by_admin"],
        [401, "credentials_changed"],
      ]);
    });

    it("ends when the client signs out", async () => {
      const client = await signedInClient(current());

      const out = await client.post("/logout");

      expect([out.status, (await client.get("/open")).status]).to.deep.equal([200, 401]);
    });

    it("stays awake while the token is used, and ends an hour after", async () => {
      const app = current();
      const client = await signedInClient(app);
      const statuses: number[] = [];
      for (let minutes = 0; minutes < 150; minutes += 50) {
        app.clock.travel(3000);
        statuses.push((await client.get("/protected")).status);
      }

      app.clock.travel(3601);
      const after = await client.get("/protected");

      expect(statuses).to.deep.equal([200, 200, 200]);
      expect([after.status, after.body.reason]).to.deep.equal([401, "idle_timeout"]);
      expect(app.events.filter(({ type }) => type === "session_extended")).to.deep.equal([]);
    });

    it("is nobody else's", async () => {
      const app = current();
      const [client, other] = [await signedInClient(app), await signedInClient(app)];

      const token = await sign({ sub: other.person.id, sid: client.sessionId }, app.clock.now());

      expect((await withToken(app, token, "/open")).status).to.equal(401);
      expect((await client.get("/protected")).status).to.equal(200);
    });

    it("may be one under a cookie: the token lives and dies with it", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const [{ id: sid } = { id: "" }] = (await browser.sessions()).filter(({ current: isThis }) => isThis);
      const proofs = [{ by: "totp", at: secondsAt(app) }];
      const token = await sign({ sub: browser.person.id, sid, proofs, exp: secondsAt(app, 86_400) }, app.clock.now());
      app.clock.travel(2000);

      const statuses = [(await withToken(app, token)).status];
      app.clock.travel(2000);
      statuses.push((await withToken(app, token)).status);
      await browser.post("/logout");
      const after = await withToken(app, token);

      expect([...statuses, after.status, after.body.reason]).to.deep.equal([200, 200, 401, "sign_out"]);
    });

    it("ends with the account, also when that is enabled again", async () => {
      const app = current();
      const client = await signedInClient(app);
      app.users.change(client.person.id, { isDisabled: true });

      const disabled = await client.get("/open");
      app.users.change(client.person.id, { isDisabled: false });
      const enabled = await client.get("/open");

      expect([disabled.status, disabled.body.reason]).to.deep.equal([401, "account_disabled"]);
      expect([enabled.status, enabled.body.reason]).to.deep.equal([401, "account_disabled"]);
    });

    it("counts in the cap: the oldest token dies", async () => {
      const app = current();
      const first = await plainClient(app);
      const again = async (): Promise<string> => (await loginForToken(app, first.person)).body.accessToken as string;

      const tokens = [first.token(), await again(), await again(), await again(), await again()];
      const answers = await Promise.all(tokens.map((token) => openClient(app, first.person, token).get("/protected")));

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 200, 200, 200, 200]);
      expect(answers[0]?.body.reason).to.equal("session_limit");
    });
  },
  { ...TOKENS, middlewares: [sessionCap({ max: 4 }), ...(TOKENS.middlewares ?? [])] },
);

onEveryStack(
  "An access token without a session",
  (current) => {
    it("is good until it expires, whatever sessions end", async () => {
      const app = current();
      const { id: sub } = app.users.add();
      const token = await sign({ sub }, app.clock.now());
      await app.mfa.sessions.endAll(sub);

      const before = await withToken(app, token);
      app.clock.travel(3601);
      const after = await withToken(app, token);

      expect([before.status, after.status]).to.deep.equal([200, 401]);
      expect(after.headers["www-authenticate"]).to.include("expired");
    });

    it("is void once the password has changed after it was issued", async () => {
      const app = current();
      const { id: sub } = app.users.add({ credentialsChangedAt: app.clock.now() });
      const issued = (from: number, without: readonly string[] = []): Promise<string> =>
        sign({ sub, iat: secondsAt(app, from) }, app.clock.now(), { without });

      const tokens = await Promise.all([issued(-1), issued(0), issued(0, ["iat"])]);
      const answers = await Promise.all(tokens.map((token) => withToken(app, token)));

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 200, 401]);
    });

    it("is nobody's once the account is disabled", async () => {
      const app = current();
      const { id: sub } = app.users.add({ isDisabled: true });

      const answer = await withToken(app, await sign({ sub }, app.clock.now()));

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
    });

    it("has no session to be listed as the current one, and leaves those that there are alone", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      const token = await sign({ sub: browser.person.id }, app.clock.now());

      const list = await withToken(app, token, "/api/v1/sessions");
      await request(app.server).post("/logout").set("Authorization", `Bearer ${token}`).send({});

      expect(list.body.map(({ current: isThis }: { current: boolean }) => isThis)).to.deep.equal([false]);
      expect(await browser.isIn()).to.equal(true);
    });
  },
  TOKENS,
);
