import { expect } from "chai";
import { DatabaseError } from "sequelize";
import { redactingLogger, type Logger } from "@sallyport/core";
import { redactData } from "../../../packages/core/src/redact/data.ts";

const SECRET_NAMES = [
  ...["password", "newPassword", "PASSWD", "client_secret", "accessToken", "refresh-token", "otp", "code", "smsCode"],
  ...["cookie", "setCookie", "authorization", "credential", "pin", "userPin", "answer", "privateKey", "private_key"],
  ...["apiKey", "backupCodes", "x-csrf-token", "sid", "passphrase"],
];

const HARMLESS_NAMES = [
  ...["remaining", "deviceId", "recoveryId", "kind", "country", "codesLeft", "keyName", "deviceName", "failures"],
  ...[
    "passwordChangedAt",
    "tokenType",
    "countryCode",
    "statusCode",
    "spinner",
    "pinned",
    "passed",
    "methodType",
    "expiresAt",
  ],
];

describe("redactData", () => {
  for (const name of SECRET_NAMES)
    it(`leaves out what is called ${name}, whatever it looks like`, () => {
      expect(redactData({ [name]: "word" })).to.deep.equal({ [name]: "[redacted]" });
    });

  for (const name of HARMLESS_NAMES)
    it(`keeps what is called ${name}`, () => {
      expect(redactData({ [name]: "word" })).to.deep.equal({ [name]: "word" });
    });

  it("keeps twenty fields of texts, numbers, yes and no, and nothing else", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${String(index)}`, index]));
    const odd = { none: null, list: [1], nan: NaN, endless: Infinity, deep: { a: 1 }, yes: true, three: 3, text: "t" };

    expect(Object.keys(redactData(many))).to.have.length(20);
    expect(redactData(odd)).to.deep.equal({ yes: true, three: 3, text: "t" });
  });

  it("cuts names and texts, and takes secrets out of names as well", () => {
    const [name, value] =
      Object.entries(redactData({ ["n".repeat(15) + " x".repeat(60)]: "word ".repeat(200) }))[0] ?? [];

    expect([name?.length, value]).to.deep.equal([64, `${"word ".repeat(102)}w…`]);
    expect(Object.keys(redactData({ "jane@example.com": 1 }))).to.deep.equal(["j•••@e•••.com"]);
  });
});

function logged(write: (logger: Logger) => void): string {
  const lines: unknown[] = [];
  const keep = (...line: unknown[]): void => void lines.push(line);
  write(redactingLogger({ info: keep, warn: keep, error: keep }));
  return JSON.stringify(lines);
}

describe("redactingLogger", () => {
  it("lets no secret through, however deep it lies", () => {
    const text = logged((logger) => {
      logger.warn("password=hunter2", { request: { headers: { cookie: "hunter2" }, body: [{ code: "hunter2" }] } });
    });

    expect(text).to.include('"headers":{"cookie":"[redacted]"}').and.not.include("hunter2");
  });

  it("keeps of an error what tells of it, without the statement and its values", () => {
    const parent = Object.assign(new Error("duplicate key", { cause: new Error("token=hunter2") }), {
      sql: "INSERT … 'hunter2'",
      parameters: ["hunter2"],
      detail: "Key (phone)=(hunter2) exists",
      code: "23505",
    });
    const text = logged((logger) => {
      logger.error("failed", { error: new DatabaseError(parent), parent });
    });

    expect(text).to.include("duplicate key").and.include('"code":"23505"').and.include("fields.test.ts");
    expect(text).not.to.include("hunter2");
  });

  it("is not stopped by circles, getters that throw, or a logger that does", () => {
    const circle: Record<string, unknown> = { name: "round" };
    circle["self"] = circle;
    const sly = {
      get trap(): string {
        throw new Error("no");
      },
    };
    const raise = (): never => {
      throw new Error("disk full");
    };

    const text = logged((logger) => {
      logger.info("odd", { circle, sly, bytes: Buffer.from("hunter2"), big: 12n });
    });
    redactingLogger({ info: raise, warn: raise, error: raise }).error("said to nobody");

    expect(text).to.include("[circular]").and.include("[unreadable]").and.include("[bytes]");
  });
});
