import {
  consoleChannel,
  failover,
  sesChannel,
  smtpChannel,
  snsChannel,
  twilioChannel,
  twilioVerifyChannel,
} from "@sallyport/delivery";
import { expect } from "chai";
import { loadPackage } from "../../packages/delivery/src/load-package.ts";
import { TWILIO_ACCOUNT } from "../support/twilio-server.ts";
import { configFailureOf, failureOf, problemsOf } from "./messages.ts";

/** As JavaScript may call them: with anything. */
type Anything = (options?: unknown, more?: unknown) => unknown;

const cases: readonly (readonly [string, Anything, unknown, readonly string[]])[] = [
  ["twilioChannel", twilioChannel as Anything, undefined, ["MISSING accountSid", "MISSING authToken", "MISSING from"]],
  [
    "twilioChannel",
    twilioChannel as Anything,
    { ...TWILIO_ACCOUNT, accountSid: "SM1", from: "+1", timeoutSeconds: 0, statusCalback: "", statusCallback: "/hook" },
    ["INVALID accountSid", "INVALID timeoutSeconds", "INVALID from", "UNKNOWN statusCalback", "INVALID statusCallback"],
  ],
  [
    "twilioChannel",
    twilioChannel as Anything,
    { ...TWILIO_ACCOUNT, from: "ACME", messagingServiceSid: `MG${"0".repeat(32)}` },
    ["TWICE from"],
  ],
  [
    "twilioVerifyChannel",
    twilioVerifyChannel as Anything,
    { ...TWILIO_ACCOUNT, serviceSid: "VS1" },
    ["INVALID serviceSid"],
  ],
  ["smtpChannel", smtpChannel as Anything, {}, ["MISSING url", "MISSING from"]],
  [
    "smtpChannel",
    smtpChannel as Anything,
    { url: "http://user:hunter2@mail.example", from: "a@b.example\r\nBcc: c@d.example", replyTo: "Ada", name: "S M" },
    ["INVALID name", "INVALID from", "INVALID replyTo", "INVALID url"],
  ],
  ["smtpChannel", smtpChannel as Anything, { url: "smtp://u:100%@mail.example", from: "a@b.example" }, ["INVALID url"]],
  ["smtpChannel", smtpChannel as Anything, { url: "smtp://u:p#w@mail.example", from: "a@b.example" }, ["INVALID url"]],
  [
    "snsChannel",
    snsChannel as Anything,
    { region: "Europe", senderId: "much too long" },
    ["INVALID region", "INVALID senderId"],
  ],
  [
    "sesChannel",
    sesChannel as Anything,
    { region: "eu-west-1", from: "a@b.example", openTracking: true },
    ["MISSING topicArn"],
  ],
  [
    "sesChannel",
    sesChannel as Anything,
    { region: "eu-west-1", from: "a@b.example, c@d.example", topicArn: "sallyport" },
    ["INVALID from", "INVALID topicArn"],
  ],
  ["consoleChannel", consoleChannel as Anything, { limit: 0, print: "no" }, ["INVALID print", "INVALID limit"]],
  ["failover", failover as Anything, [], ["INVALID channels"]],
  ["failover", failover as Anything, [Promise.resolve()], ["INVALID channels"]],
  ["failover", failover as Anything, [consoleChannel(), consoleChannel()], ["INVALID channels"]],
];

describe("Options of channels", () => {
  for (const [name, factory, options, expected] of cases)
    it(`say all at once that ${name} has ${expected.join(", ")}`, async () => {
      const found = await problemsOf(() => factory(options));

      expect(found).to.deep.equal(expected.map((problem) => `CONFIG-OPTION-${problem.replace(" ", ` ${name}.`)}`));
    });

  it("may not lead over plain http to another machine", async () => {
    const statusCallback = "http://acme.example/hooks/twilio";
    const endpoint = "http://sns.internal";

    expect(await problemsOf(() => twilioChannel({ ...TWILIO_ACCOUNT, from: "ACME", statusCallback }))).to.deep.equal([
      "CONFIG-CHANNEL-INSECURE twilioChannel.statusCallback",
    ]);
    expect(await problemsOf(() => snsChannel({ region: "eu-west-1", endpoint }))).to.deep.equal([
      "CONFIG-CHANNEL-INSECURE snsChannel.endpoint",
    ]);
  });

  it("are never repeated in an error, and each has a remedy", async () => {
    const errors = [
      await configFailureOf(() => smtpChannel({ url: "http://user:hunter2@mail.example", from: "hunter2" })),
      await configFailureOf(() => twilioChannel({ accountSid: "hunter2", authToken: "hunter2", from: "+hunter2" })),
    ];

    for (const error of errors) {
      expect(error.message).to.not.include("hunter2");
      for (const { remedy } of error.problems) expect(remedy).to.match(/^Write /);
    }
  });

  it("take senders and mail servers as people write them", async () => {
    const froms = ["a@b.example", "Acme Bank <no-reply@acme.example>", "<a@b.example>", '"Acme, Inc." <a@b.example>'];
    const urls = ["smtp://mail.example", "smtps://u:p%40w@mail.example:465/", "smtp://[2001:db8::1]:25"];

    for (const from of froms) for (const url of urls) await (await smtpChannel({ url, from })).close?.();
  });
});

describe("A package that is not installed", () => {
  it("is named, with the command that installs it", async () => {
    const name = "@sallyport/nobody-has-this";

    const error = await configFailureOf(() => loadPackage(name, () => import(name)));

    expect(error).to.include({ code: "CONFIG-PACKAGE-MISSING", remedy: `npm install ${name}` });
  });

  it("is not blamed for one that it needs itself", async () => {
    const inside = "@sallyport/nobody-has-this";

    const error = await failureOf(
      loadPackage("twilio", () => import(inside)),
      Error,
    );

    expect(error).to.have.property("code", "ERR_MODULE_NOT_FOUND");
  });
});
