import { expect } from "chai";
import { codeFor } from "../../support/authenticator.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { codeSentTo, someNumber } from "../../support/sent-codes.ts";
import { secondsAt, sign, TOKENS } from "./issuer.ts";
import { openClient, plainClient, signedInClient, type TokenClient } from "./token-client.ts";

/** The client goes on with the token of an answer. */
function goOn(client: TokenClient, { body }: { readonly body: unknown }): TokenClient {
  return client.holds((body as { accessToken: string }).accessToken);
}

onEveryStack(
  "A client with an access token",
  (current) => {
    it("steps up for a new token, and the old one stays what it was", async () => {
      const app = current();
      const client = await signedInClient(app);
      app.clock.travel(300);
      const refused = await client.post("/transfers");

      const answer = await client.api("verify", { method: "totp", code: client.browser.code() });
      const [before, after] = [await client.post("/transfers"), await goOn(client, answer).post("/transfers")];

      expect(refused.body.code).to.equal("ERR-MFA-STEP-UP-REQUIRED");
      expect(answer.body).to.include({ verified: true, reason: "step-up" }).and.not.have.property("mfaRequired");
      expect(answer.headers).not.to.have.property("set-cookie");
      expect([before.status, after.status]).to.deep.equal([401, 200]);
    });

    it("keeps its session, whose list shows what was shown last", async () => {
      const app = current();
      const client = await signedInClient(app);
      app.clock.travel(300);

      const raised = goOn(client, await client.api("verify", { method: "totp", code: client.browser.code() }));
      const { body } = await raised.get("/whoami");
      const list = await raised.get("/api/v1/sessions");

      expect(body.sessionId).to.equal(client.sessionId);
      expect(list.body.at(-1)).to.deep.include({ id: client.sessionId, current: true, proofs: body.proofs });
    });

    it("gets no new token for a wrong code", async () => {
      const client = await signedInClient(current());

      const answer = await client.api("verify", { method: "totp", code: client.browser.wrongCode() });

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-MFA-INVALID"]);
      expect(answer.body).not.to.have.property("accessToken");
    });

    it("uses backup codes and the password the same way", async () => {
      const client = await plainClient(current());
      const setup = await client.api("setup/totp");
      const code = codeFor((setup.body as { otpauthUrl: string }).otpauthUrl, current().clock.now());
      const enrolled = await client.api("verify/totp", { code });

      const backup = await client.api("verify/backup", { code: enrolled.body.backupCodes[0] });
      const password = await client.api("verify-password", { password: client.person.password });

      expect(backup.body).to.deep.include({ reason: "step-up", backupCodesRemaining: 9 });
      expect(password.body).to.include({ reason: "step-up", verified: true });
      expect((await goOn(client, backup).get("/strong")).status).to.equal(200);
    });

    it("enrolls, and gets a token that says so", async () => {
      const client = await plainClient(current());
      const setup = await client.api("setup/totp");
      const code = codeFor((setup.body as { otpauthUrl: string }).otpauthUrl, current().clock.now());

      const answer = await client.api("verify/totp", { code });
      const [before, after] = [await client.get("/totp-only"), await goOn(client, answer).get("/totp-only")];

      expect(answer.body).to.include({ enabled: true, reason: "step-up" });
      expect(answer.body.backupCodes).to.have.length(10);
      expect([before.status, after.status]).to.deep.equal([401, 200]);
    });

    it("asks for codes that are sent, and steps up with them", async () => {
      const app = current();
      const client = await plainClient(app);
      const number = someNumber();
      await client.api("setup/sms", { phoneNumber: number });
      const enrolled = goOn(client, await client.api("verify/sms", { code: await codeSentTo(app, number) }));
      app.clock.travel(661);

      const sent = await enrolled.api("challenge", { method: "sms" });
      const answer = await enrolled.api("verify", { method: "sms", code: await codeSentTo(app, number) });

      expect([sent.status, answer.status, answer.body.reason]).to.deep.equal([200, 200, "step-up"]);
      expect((await goOn(client, answer).post("/transfers")).status).to.equal(200);
    });

    it("manages its methods with a fresh token", async () => {
      const app = current();
      const client = await signedInClient(app);
      const codes = await client.api("backup-codes/regenerate");
      app.clock.travel(400);
      const late = await client.api("backup-codes/regenerate");

      const removed = await client.api("disable", { code: client.browser.code() });
      const status = await client.get("/api/v1/mfa/status");

      expect([codes.status, late.status, removed.status]).to.deep.equal([200, 401, 200]);
      expect(status.body.enabled).to.equal(false);
    });

    it("gets no new token when its session ends while the proof is looked at", async () => {
      const app = current();
      const client = await signedInClient(app);
      const { verifyPassword } = app.users;
      app.users.verifyPassword = ({ id }) => app.mfa.sessions.endAll(id).then(() => true);

      const answer = await client.api("verify-password", { password: client.person.password });
      Object.assign(app.users, { verifyPassword });

      expect([answer.status, answer.body.code]).to.deep.equal([401, "ERR-UNAUTHENTICATED"]);
      expect(answer.body).not.to.have.property("accessToken");
    });

    it("steps up with a token that names no session, into another such token", async () => {
      const app = current();
      const { browser, person } = await signedInClient(app);
      const proofs = [{ by: "password", at: secondsAt(app) }];
      const client = openClient(app, person, await sign({ sub: person.id, proofs }, app.clock.now()));

      const answer = await client.api("verify", { method: "totp", code: browser.code() });
      const { body } = await goOn(client, answer).get("/whoami");

      expect(body).not.to.have.property("sessionId");
      expect(body.proofs.map(({ by }: { by: string }) => by)).to.deep.equal(["password", "totp"]);
    });

    it("leaves the session of a cookie as it is when it steps up beside it", async () => {
      const app = current();
      const client = await signedInClient(app);
      const { browser } = client;
      await browser.login();
      await browser.verify();
      const cookie = browser.cookie();
      app.clock.travel(400);

      const answer = await client.api("verify", { method: "totp", code: browser.code() }).set("Cookie", cookie);
      const own = await browser.post("/transfers");

      expect([answer.status, own.status]).to.deep.equal([200, 401]);
      expect(answer.headers).not.to.have.property("set-cookie");
      expect(browser.cookie()).to.equal(cookie);
    });
  },
  TOKENS,
);
