import { expect } from "chai";
import request from "supertest";
import { createApp as createMinimal } from "../../examples/1-minimal/app.ts";
import { createApp as createPassport } from "../../examples/2-existing-app-passport/app.ts";
import { readFile } from "node:fs/promises";
import { codeFor } from "../support/authenticator.ts";

const ADA = { email: "ada@example.com", password: "correct horse battery" };

for (const [name, createApp] of Object.entries({
  "1-minimal": createMinimal,
  "2-existing-app-passport": createPassport,
}))
  describe(`examples/${name}`, function () {
    this.timeout(60_000);
    let running: Awaited<ReturnType<typeof createApp>> | undefined;

    before(async () => {
      running = await createApp("http://localhost");
    });
    after(() => running?.mfa.close());

    it("goes from the password to the second factor", async () => {
      const app = running?.app;
      const [first, second] = [request.agent(app), request.agent(app)];
      await first.post("/login").send(ADA);
      const { body } = await first.post("/api/v1/mfa/setup/totp").send({});
      const now = Date.now();
      await first.post("/api/v1/mfa/verify/totp").send({ code: codeFor(body.otpauthUrl, new Date(now)) });

      const login = await second.post("/login").send(ADA);
      const closed = await second.get("/account");
      const verified = await second
        .post("/api/v1/mfa/verify")
        .send({ method: "totp", code: codeFor(body.otpauthUrl, new Date(now + 30_000)) });
      const open = await second.get("/account");

      expect([login.body.mfaRequired, closed.status, verified.status, open.status]).to.deep.equal([
        true,
        401,
        200,
        200,
      ]);
      expect(open.body.id).to.equal("1");
    });

    it("refuses a wrong password", async () => {
      const answer = await request(running?.app ?? expect.fail("no app"))
        .post("/login")
        .send({ ...ADA, password: "wrong" });

      expect(answer.status).to.equal(401);
    });
  });

describe("The examples", () => {
  it("are as short as they promise", async () => {
    const minimal = await readFile(new URL("../../examples/1-minimal/app.ts", import.meta.url), "utf8");

    expect(minimal.trim().split("\n").length).to.be.at.most(40);
  });
});
