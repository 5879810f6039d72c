import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { startProgram } from "../support/program.ts";

const PORT = String(await freePort());
const URL_ = `http://localhost:${PORT}`;
const NOTHING = { TWILIO_ACCOUNT_SID: "", TWILIO_AUTH_TOKEN: "", TWILIO_PHONE_NUMBER: "", SMTP_URL: "", SMTP_FROM: "" };
const EVERYTHING = {
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "0".repeat(32),
  TWILIO_PHONE_NUMBER: "+15005550006",
  SMTP_URL: "smtp://localhost:2525",
};

/** What the security page and the outbox are to somebody new, in production. */
async function inProduction(sending: Readonly<Record<string, string>>): Promise<{ page: string; outbox: Response }> {
  const folder = await mkdtemp(join(tmpdir(), "sallyport-production-"));
  const env = { NODE_ENV: "production", DATABASE_URL: "", REDIS_URL: "", MFA_SECRET: "", PORT, ...NOTHING, ...sending };
  const program = await startProgram({ file: "examples/demo/server.ts", cwd: folder, env, ready: "Sallyport demo:" });
  try {
    const body = new URLSearchParams({ email: "ada@example.com", password: "correct horse" });
    const signUp = await fetch(`${URL_}/sign-up`, { method: "POST", redirect: "manual", body });
    const cookie = signUp.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const page = await fetch(`${URL_}/security`, { headers: { cookie } });
    return { page: await page.text(), outbox: await fetch(`${URL_}/outbox`) };
  } finally {
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

describe("The demo in production", function () {
  this.timeout(90_000);

  it("offers nothing that it can't send, and has no outbox", async () => {
    const { page, outbox } = await inProduction({});

    expect(outbox.status).to.equal(404);
    expect(page)
      .to.include("Add an authenticator app")
      .and.not.match(/outbox|Add this number|Add this address/);
  });

  it("offers what the environment has channels for, and has no outbox all the same", async () => {
    const { page, outbox } = await inProduction(EVERYTHING);

    expect(outbox.status).to.equal(404);
    expect(page).to.include("Add this number").and.include("Add this address").and.not.include("outbox");
  });
});
