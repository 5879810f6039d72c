import { expect } from "chai";
import request from "supertest";
import { createApp } from "../../examples/3-jwt-api/app.ts";
import { codeFor } from "../support/authenticator.ts";

const ADA = { email: "ada@example.com", password: "correct horse battery" };

describe("examples/3-jwt-api", function () {
  this.timeout(60_000);
  let running: Awaited<ReturnType<typeof createApp>> | undefined;
  let otpauthUrl = "";
  let backupCodes: readonly string[] = [];

  before(async () => {
    running = await createApp("http://localhost");
    const { body } = await send("post", "/login", undefined, ADA);
    ({ otpauthUrl } = (await send("post", "/api/v1/mfa/setup/totp", body.accessToken)).body as { otpauthUrl: string });
    const code = codeFor(otpauthUrl, new Date());
    const enrolled = await send("post", "/api/v1/mfa/verify/totp", body.accessToken, { code });
    ({ backupCodes } = enrolled.body as { backupCodes: readonly string[] });
  });
  after(() => running?.mfa.close());

  async function send(
    method: "get" | "post" | "delete",
    path: string,
    token?: string,
    body: object = {},
  ): Promise<request.Response> {
    const call = request(running?.app ?? expect.fail("no app"))[method](path);
    if (token !== undefined) call.set("Authorization", `Bearer ${token}`);
    const answer = method === "post" ? await call.send(body) : await call;
    expect(answer.headers).not.to.have.property("set-cookie");
    return answer;
  }

  async function signIn(): Promise<string> {
    const { challengeToken } = (await send("post", "/login", undefined, ADA)).body as { challengeToken: string };
    const [code, ...left] = backupCodes;
    backupCodes = left;
    const answer = await send("post", "/api/v1/mfa/verify/backup", undefined, { code, challengeToken });
    expect(answer.status, answer.text).to.equal(200);
    return (answer.body as { accessToken: string }).accessToken;
  }

  it("goes from the password to an access token, and with it to a protected route", async () => {
    const login = await send("post", "/login", undefined, ADA);
    const { challengeToken } = login.body as { challengeToken: string };

    const early = [await send("get", "/account"), await send("get", "/account", challengeToken)];
    const account = await send("get", "/account", await signIn());

    expect(login.body).to.include({ mfaRequired: true }).and.not.have.property("accessToken");
    expect(early.map(({ status }) => status)).to.deep.equal([401, 401]);
    expect([account.status, account.body]).to.deep.equal([200, { id: "1", amr: ["pwd", "otp", "mfa"] }]);
  });

  it("asks for a step-up before a transfer, and hands out a new token", async () => {
    const token = await signIn();
    const refused = await send("post", "/transfers", token);
    const code = codeFor(otpauthUrl, new Date(Date.now() + 30_000));

    const stepUp = await send("post", "/api/v1/mfa/verify", token, { method: "totp", code });
    const transfers = [
      await send("post", "/transfers", (stepUp.body as { accessToken: string }).accessToken),
      await send("post", "/transfers", token),
    ];

    expect(refused.headers["www-authenticate"]).to.include('max_age="300"');
    expect(stepUp.body).to.include({ verified: true, tokenType: "Bearer", expiresInSeconds: 86_400 });
    expect(transfers.map(({ status }) => status)).to.deep.equal([201, 401]);
  });

  it("revokes a session, and its token is dead", async () => {
    const [token, other] = [await signIn(), await signIn()];
    const sessions = (await send("get", "/api/v1/sessions", token)).body as { id: string; current: boolean }[];
    const own = sessions.find(({ current }) => current)?.id ?? expect.fail("no session is the current one");

    const revoked = await send("delete", `/api/v1/sessions/${own}`, other);
    const answers = [await send("get", "/account", token), await send("get", "/account", other)];

    expect([revoked.status, ...answers.map(({ status }) => status)]).to.deep.equal([200, 401, 200]);
    expect(answers[0]?.body.reason).to.equal("ended_by_user");
  });

  it("publishes its public keys and nothing of the private one", async () => {
    const { body } = await send("get", "/.well-known/jwks.json");

    expect(body.keys).to.have.length(1);
    expect(body.keys[0]).to.include({ kty: "EC", kid: "1", use: "sig" }).and.not.have.property("d");
  });

  it("refuses a wrong password, and what is no login", async () => {
    const answers = [await send("post", "/login", undefined, { ...ADA, password: "x" }), await send("post", "/login")];

    expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
  });
});
