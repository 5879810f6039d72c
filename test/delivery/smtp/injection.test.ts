import type { Channel } from "@sallyport/core";
import { smtpChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { deliveryFailureOf, mail } from "../messages.ts";

describe("A mail's headers", function () {
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

  for (const to of [
    "ada@example.test\r\nBcc: eve@example.test",
    "ada@example.test\nRCPT TO:<eve@example.test>",
    "ada@example.test, eve@example.test",
    "ada@example.test;eve@example.test",
    "Ada <ada@example.test>",
    "ada@example.test\u0000",
    "ada@example.test\u2028x",
    "ada",
    "",
  ])
    it(`never come from a recipient such as ${JSON.stringify(to)}`, async () => {
      const error = await deliveryFailureOf(channel.send(mail({ to })));

      expect(error).to.have.property("isPermanent", true);
      expect(server.connections).to.equal(0);
    });

  for (const lineEnd of ["\r\n", "\n", "\r", "\u0085", "\u2028", "\u0000"])
    it(`never come from a subject with ${JSON.stringify(lineEnd)} in it`, async () => {
      await channel.send(mail({ subject: `493817${lineEnd}Bcc: eve@example.test${lineEnd}${lineEnd}<b>hello</b>` }));

      expect(server.mails[0]?.subject).to.equal("493817 Bcc: eve@example.test <b>hello</b>");
      expect(server.mails[0]?.headers).to.not.have.any.keys("bcc");
      expect(server.mails[0]?.to).to.deep.equal(["ada@example.test"]);
      expect(server.mails[0]?.text).to.equal(mail().text);
    });

  it("never come from an id", async () => {
    const { id } = await channel.send(mail({ id: "x>\r\nBcc: eve@example.test" }));

    expect(server.mails[0]?.headers["message-id"]).to.deep.equal([id]);
    expect(id).to.match(/^<[\w-]+@acme\.example>$/);
    expect(server.mails[0]?.headers).to.not.have.any.keys("bcc");
  });
});
