import type { Channel } from "@sallyport/core";
import { smtpChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { deliveryFailureOf, logged, mail } from "../messages.ts";

const OF_THE_MAILBOX = [
  ["rcpt", "550 no such user"],
  ["rcpt", "551 user not local"],
  ["rcpt", "553 mailbox name not allowed"],
  ["rcpt", "556 domain does not accept mail"],
  ["rcpt", "550 5.1.1 no such user"],
  ["rcpt", "550 5.1.10 null MX"],
  ["rcpt", "554 5.2.1 mailbox disabled"],
  ["data", "550 5.1.1 no such user"],
] as const;

const OF_SOMETHING_ELSE = [
  ["rcpt", "450 mailbox busy"],
  ["rcpt", "452 4.2.2 mailbox full"],
  ["rcpt", "552 5.2.2 mailbox full"],
  ["rcpt", "550 5.7.1 blocked by reputation"],
  ["rcpt", "550 5.1.8 bad sender"],
  ["rcpt", "554 no"],
  ["data", "550 looks like spam"],
  ["data", "552 message too large"],
  ["data", "554 5.7.1 policy"],
  ["data", "451 later"],
] as const;

describe("Replies of a mail server", function () {
  this.slow(4000);

  let server: MailServer;
  let channel: Channel;

  beforeEach(async () => {
    server = await startMailServer();
    channel = await smtpChannel({ url: server.url, from: "no-reply@acme.example" });
  });

  afterEach(async () => {
    await channel.close?.();
    await server.close();
  });

  for (const [isPermanent, replies] of [
    [true, OF_THE_MAILBOX],
    [false, OF_SOMETHING_ELSE],
  ] as const)
    it(isPermanent ? "are for good where they speak of the mailbox" : "may pass where they do not", async () => {
      const verdicts: [string, boolean][] = [];
      for (const [at, reply] of replies) {
        server.mode({ at, reply });
        verdicts.push([`${at} ${reply}`, (await deliveryFailureOf(channel.send(mail()))).isPermanent]);
      }

      expect(verdicts).to.deep.equal(replies.map(([at, reply]) => [`${at} ${reply}`, isPermanent]));
    });

  it("are kept out of what may be logged, except for their codes", async () => {
    server.mode({ at: "rcpt", reply: "550 5.1.1 <ada@example.test>: no such user" });

    const error = await deliveryFailureOf(channel.send(mail()));

    expect(error.message).to.equal("the mail server refused the message (5.1.1)");
    expect(logged(error)).to.not.include("ada").and.not.include("493817");
  });
});
