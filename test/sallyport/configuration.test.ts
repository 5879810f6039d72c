import { SallyportConfigError } from "@sallyport/core";
import { expect } from "chai";
import { createSallyport, type SallyportOptions } from "sallyport";
import { CHEAP, SECRET } from "../support/app.ts";
import { embeddedDatabase } from "../support/databases.ts";
import { withEnvironment } from "../support/environment.ts";

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const GOOD = {
  logger: quiet,
  issuer: "Acme",
  origin: "http://localhost:3000",
  secret: SECRET,
  users: { findById: () => Promise.resolve(null) },
  dataDir: ":memory:",
} as const;

const KEYED = { methods: ["totp", "webauthn"] } as const;
const AAGUID = "cb69481e-8ff7-4039-93ec-0a2729a154a8";

async function refusal(options: object): Promise<SallyportConfigError> {
  const result: unknown = await createSallyport(options as SallyportOptions).catch((error: unknown) => error);
  if (result instanceof SallyportConfigError) return result;
  return expect.fail(`it started, or failed otherwise: ${String(result)}`);
}

describe("createSallyport", () => {
  it("lists everything that is wrong at once", async () => {
    const error = await refusal({
      issuer: "",
      origin: "bank.example",
      secret: "changeme",
      totp: { window: 10 },
      colour: "red",
    });

    expect(error.problems.map(({ option }) => option)).to.have.members([
      "issuer",
      "origin",
      "users",
      "secret",
      "totp.window",
      "colour",
    ]);
    expect(error.message.split("\n")).to.have.lengthOf(7);
    for (const { remedy, code } of error.problems) expect(`${remedy} ${code}`).to.match(/^\S.+ CONFIG-/);
  });

  for (const [change, option, code] of [
    [{ colour: "red" }, "colour", "CONFIG-OPTION-UNKNOWN"],
    [{ totp: { windows: 1 } }, "totp.windows", "CONFIG-OPTION-UNKNOWN"],
    [{ totp: { window: 2 } }, "totp.window", "CONFIG-OPTION-INVALID"],
    [{ totp: { digits: 7 } }, "totp.digits", "CONFIG-OPTION-INVALID"],
    [{ totp: { algorithm: "MD5" } }, "totp.algorithm", "CONFIG-OPTION-INVALID"],
    [{ issuer: undefined }, "issuer", "CONFIG-OPTION-MISSING"],
    [{ users: {} }, "users.findById", "CONFIG-OPTION-MISSING"],
    [{ origin: "https://bank.example/" }, "origin", "CONFIG-OPTION-INVALID"],
    [{ origin: "http://bank.example" }, "origin", "CONFIG-ORIGIN-INSECURE"],
    [{ ...KEYED, origin: "http://127.0.0.1:3000" }, "origin", "CONFIG-WEBAUTHN-DOMAIN"],
    [{ ...KEYED, origin: "https://[2001:db8::1]" }, "origin", "CONFIG-WEBAUTHN-DOMAIN"],
    [{ ...KEYED, webauthn: { rpId: "192.0.2.1" } }, "webauthn.rpId", "CONFIG-WEBAUTHN-DOMAIN"],
    [{ ...KEYED, webauthn: { rpId: "evil.example" } }, "webauthn.rpId", "CONFIG-WEBAUTHN-DOMAIN"],
    [{ ...KEYED, webauthn: { rpId: "ocalhost" } }, "webauthn.rpId", "CONFIG-WEBAUTHN-DOMAIN"],
    [{ webauthn: { rpId: "https://localhost" } }, "webauthn.rpId", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { rpId: "LOCALHOST" } }, "webauthn.rpId", "CONFIG-OPTION-INVALID"],
    [
      {
        ...KEYED,
        origin: "https://bank.example",
        webauthn: { origins: ["https://bank.example", "http://bank.example"] },
      },
      "webauthn.origins",
      "CONFIG-WEBAUTHN-ORIGIN",
    ],
    [{ webauthn: { origins: [] } }, "webauthn.origins", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { origins: ["https://bank.example/"] } }, "webauthn.origins.0", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { origins: ["*"] } }, "webauthn.origins.0", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { usage: "both" } }, "webauthn.usage", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { userVerification: "never" } }, "webauthn.userVerification", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { attestation: "indirect" } }, "webauthn.attestation", "CONFIG-OPTION-INVALID"],
    [
      { webauthn: { attestation: "direct", allowedAuthenticators: ["YubiKey"] } },
      "webauthn.allowedAuthenticators.0",
      "CONFIG-OPTION-INVALID",
    ],
    [
      { ...KEYED, webauthn: { allowedAuthenticators: [AAGUID] } },
      "webauthn.allowedAuthenticators",
      "CONFIG-WEBAUTHN-ATTESTATION",
    ],
    [
      { ...KEYED, webauthn: { attestation: "none", verifyAuthenticator: () => true } },
      "webauthn.verifyAuthenticator",
      "CONFIG-WEBAUTHN-ATTESTATION",
    ],
    [{ webauthn: { maxPerUser: 0 } }, "webauthn.maxPerUser", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { ceremonySeconds: 601 } }, "webauthn.ceremonySeconds", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { ceremonySeconds: 29 } }, "webauthn.ceremonySeconds", "CONFIG-OPTION-INVALID"],
    [{ webauthn: { timeout: 60 } }, "webauthn.timeout", "CONFIG-OPTION-UNKNOWN"],
    [{ methods: ["sms", "backup_code"] }, "methods", "CONFIG-METHODS-WEAK"],
    [{ channels: { sms: {} } }, "channels.sms.name", "CONFIG-OPTION-MISSING"],
    [{ channels: { pigeon: {} } }, "channels.pigeon", "CONFIG-OPTION-UNKNOWN"],
    [{ delivery: { codeSeconds: 900 } }, "delivery.codeSeconds", "CONFIG-OPTION-INVALID"],
    [{ delivery: { sms: { countries: ["Turkey"] } } }, "delivery.sms.countries.0", "CONFIG-OPTION-INVALID"],
    [{ delivery: { sms: { pricePerMessage: -1 } } }, "delivery.sms.pricePerMessage", "CONFIG-OPTION-INVALID"],
    [{ messages: { sms_cod: () => ({}) } }, "messages.sms_cod", "CONFIG-OPTION-UNKNOWN"],
    [{ policy: [{ mfa: "always" }] }, "policy", "CONFIG-OPTION-INVALID"],
    [{ backupCodes: { cost: { N: 1000, r: 8, p: 1 } } }, "backupCodes.cost", "CONFIG-COST-UNUSABLE"],
    [{ secret: "0".repeat(43) }, "secret", "CONFIG-SECRET-WEAK"],
    [{ pages: { signin: "/in" } }, "pages.signin", "CONFIG-OPTION-UNKNOWN"],
    [{ databaseUrl: "mysql://x" }, "databaseUrl", "CONFIG-OPTION-INVALID"],
    [{ redisUrl: "redis://x", redis: {} }, "redis", "CONFIG-OPTION-TWICE"],
  ] as const)
    it(`refuses ${JSON.stringify(change)}`, async () => {
      const error = await refusal({ ...GOOD, ...change });

      expect([error.option, error.code]).to.deep.equal([option, code]);
    });

  it("refuses a cheap scrypt in production", async () => {
    const error = await withEnvironment({ NODE_ENV: "production" }, () =>
      refusal({ ...GOOD, backupCodes: { cost: CHEAP } }),
    );

    expect(error.code).to.equal("CONFIG-COST-LOW");
  });

  it("never shows a secret or the password of an address", async () => {
    const error = await refusal({ ...GOOD, secret: "marked-secret", databaseUrl: "mysql://app:marked-password@db" });

    expect(error.message).not.to.include("marked");
  });

  it("says that Redis does not answer, in the words of the option", async () => {
    const error = await refusal({ ...GOOD, redisUrl: "redis://user:marked@127.0.0.1:1" });

    expect(error.code).to.equal("CONFIG-REDIS-UNREACHABLE");
    expect(error.message).not.to.include("marked");
  }).timeout(60_000);

  for (const [name, value] of [
    ["MFA_TOTP_WINDOW", "3"],
    ["MFA_TOTP_WINDOW", "one"],
    ["MFA_BACKUP_CODES_COUNT", "0"],
    ["SESSION_EXPIRY_HOURS", "-1"],
    ["SESSION_REDIS_DB", "16"],
    ["MFA_SMS_RATE_LIMIT", "0"],
    ["MFA_SMS_RATE_WINDOW_MINUTES", "soon"],
    ["TWILIO_ACCOUNT_SID", "me"],
    ["SMTP_URL", "mail.example"],
    ["DATABASE_URL", "localhost"],
    ["REDIS_URL", "http://localhost"],
  ] as const)
    it(`refuses ${name}=${value} in the environment`, async () => {
      const error = await withEnvironment({ [name]: value }, () => refusal(GOOD));

      expect([error.option, error.code]).to.deep.equal([name, "CONFIG-ENVIRONMENT-INVALID"]);
      expect(error.problems).to.have.lengthOf(1);
    });

  it("reads the environment, and lets options win name by name", async () => {
    const environment = {
      MFA_TOTP_ISSUER: "From outside",
      MFA_TOTP_WINDOW: "0",
      MFA_BACKUP_CODES_COUNT: "8",
      MFA_SECRET: SECRET,
      SESSION_EXPIRY_HOURS: "12",
    };
    const { users, origin, dataDir } = GOOD;

    const mfa = await withEnvironment(environment, () =>
      createSallyport({ users, origin, dataDir, totp: { digits: 8 }, backupCodes: { count: 12 } }),
    );

    const { issuer, totp, backupCodes, sessions } = mfa.settings;
    expect(issuer).to.equal("From outside");
    expect(totp).to.include({ window: 0, digits: 8, algorithm: "SHA1" });
    expect(backupCodes.count).to.equal(12);
    expect(sessions.absoluteSeconds).to.equal(43_200);
    await mfa.close();
  }).timeout(30_000);

  it("lets a client that is handed in win over an address of the environment", async () => {
    const { sequelize } = await embeddedDatabase();

    const mfa = await withEnvironment({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }, () =>
      createSallyport({ ...GOOD, sequelize }),
    );

    await mfa.ping();
    await mfa.close();
  }).timeout(30_000);

  it("says that a name of a later release does nothing yet", async () => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (message: string) => warnings.push(message), error: () => undefined };

    const mfa = await withEnvironment({ SECURITY_IP_WHITELIST: "x" }, () => createSallyport({ ...GOOD, logger }));

    expect(warnings).to.include("SECURITY_IP_WHITELIST is set, but this release does not read it");
    await mfa.close();
  }).timeout(30_000);
});
