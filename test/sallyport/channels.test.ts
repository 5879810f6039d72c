import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import { createSallyport, type Sallyport, type SallyportOptions } from "sallyport";
import { SECRET } from "../support/app.ts";
import { withEnvironment } from "../support/environment.ts";

const GOOD: SallyportOptions = {
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  issuer: "Acme Bank",
  origin: "http://localhost:3000",
  secret: SECRET,
  users: { findById: () => Promise.resolve(null) },
  dataDir: ":memory:",
};

const TWILIO = { TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`, TWILIO_AUTH_TOKEN: "t".repeat(32) };

/** What a suite offers, and what it sends with. */
async function opened(options: Partial<SallyportOptions>): Promise<Sallyport["settings"]> {
  const mfa = await createSallyport({ ...GOOD, ...options });
  await mfa.close();
  return mfa.settings;
}

async function refusal(options: Partial<SallyportOptions>): Promise<SallyportConfigError> {
  const result: unknown = await createSallyport({ ...GOOD, ...options }).catch((error: unknown) => error);
  return result instanceof SallyportConfigError ? result : expect.fail(`it started: ${String(result)}`);
}

describe("The channels of a suite", function () {
  this.timeout(30_000);

  it("are a console in development, which offers nothing by itself", async () => {
    const { channels, methods } = await opened({});

    expect([channels.sms?.name, channels.email?.name]).to.deep.equal(["console", "console"]);
    expect(methods).to.deep.equal(["totp", "webauthn", "backup_code"]);
  });

  it("are none in production, where nobody has set them up", async () => {
    const { channels, methods } = await withEnvironment({ NODE_ENV: "production" }, () => opened({}));

    expect(channels).to.deep.equal({});
    expect(methods).to.deep.equal(["totp", "webauthn", "backup_code"]);
  });

  it("have to be there for the methods that are offered", async () => {
    const error = await withEnvironment({ NODE_ENV: "production" }, () =>
      refusal({ methods: ["totp", "sms", "email"] }),
    );

    expect(error.problems.map(({ option, code }) => [option, code])).to.deep.equal([
      ["channels.sms", "CONFIG-CHANNEL-MISSING"],
      ["channels.email", "CONFIG-CHANNEL-MISSING"],
    ]);
  });

  it("come from the environment, and bring SMS with them but never e-mail", async () => {
    const environment = {
      ...{ ...TWILIO, TWILIO_PHONE_NUMBER: "+15005550006", SMTP_URL: "smtp://127.0.0.1:2525" },
      ...{ MFA_SMS_RATE_LIMIT: "2", MFA_SMS_RATE_WINDOW_MINUTES: "5", NODE_ENV: "production" },
    };

    const { channels, methods, delivery } = await withEnvironment(environment, () =>
      opened({ delivery: { sms: { maxPerDay: 5 } } }),
    );

    expect([channels.sms?.name, channels.email?.name]).to.deep.equal(["twilio", "smtp"]);
    expect(methods).to.deep.equal(["totp", "webauthn", "sms", "backup_code"]);
    expect(delivery.sms).to.include({ max: 2, windowSeconds: 300, maxPerDay: 5 });
  });

  it("are all there or not at all: half of an account is refused, without its token", async () => {
    const error = await withEnvironment(TWILIO, () => refusal({}));

    expect([error.option, error.code]).to.deep.equal(["TWILIO_PHONE_NUMBER", "CONFIG-ENVIRONMENT-MISSING"]);
    expect(error.message).not.to.include(TWILIO.TWILIO_AUTH_TOKEN);
  });

  it("that are handed in win, and stay open", async () => {
    let closed = 0;
    const email = {
      name: "own",
      send: () => Promise.reject(new Error("never")),
      close: async () => {
        closed += 1;
      },
    };

    const { channels } = await withEnvironment({ SMTP_URL: "smtp://127.0.0.1:2525" }, () =>
      opened({ channels: { email } }),
    );

    expect(channels.email?.name).to.equal("own");
    expect(closed).to.equal(0);
  });
});
