import type { Channel } from "@sallyport/core";
import { smtpChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { worksWithin } from "../../support/until.ts";
import { deliveryFailureOf, logged, mail } from "../messages.ts";

const FROM = "Acme Bank <no-reply@acme.example>";

describe("smtpChannel", function () {
  this.slow(4000);

  let server: MailServer;
  let channel: Channel;

  beforeEach(async () => {
    server = await startMailServer();
    channel = await smtpChannel({ url: server.url, from: FROM, replyTo: "help@acme.example" });
  });

  afterEach(async () => {
    await channel.close?.();
    await server.close();
  });

  it("sends a mail with a text and the same in HTML", async () => {
    await channel.send(mail({ subject: "Kodunuz: 493817 ğüş", text: "Kodunuz 493817.\nİyi günler ğüş" }));

    expect(server.mails).to.have.lengthOf(1);
    expect(server.mails[0]).to.include({ from: "no-reply@acme.example", subject: "Kodunuz: 493817 ğüş" });
    expect(server.mails[0]).to.include({ text: "Kodunuz 493817.\nİyi günler ğüş", html: mail().html });
    expect(server.mails[0]?.to).to.deep.equal(["ada@example.test"]);
    expect(server.mails[0]?.headers).to.deep.include({ from: [FROM], "reply-to": ["help@acme.example"] });
  });

  it("marks it as sent by a machine, and gives it the same Message-ID at every try", async () => {
    const receipts = [await channel.send(mail({ id: "our-id" })), await channel.send(mail({ id: "our-id" }))];

    expect(receipts[0]).to.deep.equal({ id: "<our-id@acme.example>", status: "sent" }).and.deep.equal(receipts[1]);
    for (const { headers } of server.mails)
      expect(headers).to.deep.include({
        "message-id": ["<our-id@acme.example>"],
        "auto-submitted": ["auto-generated"],
      });
  });

  it("sends one mail after the other over one connection", async () => {
    for (let count = 0; count < 3; count += 1) await channel.send(mail());

    expect(server.mails).to.have.lengthOf(3);
    expect(server.connections).to.equal(1);
  });

  it("says who it is where the server asks, with a password that has a space in it", async () => {
    const locked = await startMailServer({ auth: true });
    const known = await smtpChannel({ url: locked.url, from: FROM });
    const unknown = await smtpChannel({ url: locked.url.replace("pass%20word", "s3cret"), from: FROM });

    try {
      await known.send(mail());
      const error = await deliveryFailureOf(unknown.send(mail()));

      expect(locked.mails).to.have.lengthOf(1);
      expect(error).to.have.property("isPermanent", false);
      expect(logged(error)).to.not.include("s3cret");
    } finally {
      await Promise.all([known.close?.(), unknown.close?.()]);
      await locked.close();
    }
  });

  it("gives up in time where the server says nothing, and tries no second time", async () => {
    const hasty = await smtpChannel({ url: server.url, from: FROM, timeoutSeconds: 0.3 });
    server.mode("hang");

    const error = await deliveryFailureOf(hasty.send(mail()));
    await hasty.close?.();

    expect(error).to.include({ isPermanent: false, message: "no answer within 0.3 s" });
    expect(server.connections).to.equal(1);
  });

  it("gives up when the caller does, and lets go of the connection", async () => {
    const patient = await smtpChannel({ url: server.url, from: FROM, timeoutSeconds: 30 });
    server.mode("hang");
    const caller = new AbortController();
    const sending = deliveryFailureOf(patient.send(mail({ signal: caller.signal })));
    expect(await worksWithin(5, async () => server.connections === 1)).to.equal(true);

    caller.abort();

    expect(await sending).to.include({ isPermanent: false, message: "given up by the caller" });
    expect(await worksWithin(5, async () => server.open === 0)).to.equal(true);
    await patient.close?.();
  });

  it("does not send again over another connection when one breaks", async () => {
    server.mode("down");

    const error = await deliveryFailureOf(channel.send(mail()));

    expect(error).to.have.property("isPermanent", false);
    expect(server.connections).to.equal(1);
  });

  it("survives a connection that the server ends between two mails", async () => {
    await channel.send(mail());
    server.mode("down");
    server.mode("ok");

    const isBack = await worksWithin(5, async () => (await channel.send(mail())).status === "sent");

    expect(isBack).to.equal(true);
  });

  it("says of a server that is not there that it may pass", async () => {
    await server.close();

    const error = await deliveryFailureOf(channel.send(mail()));

    expect(error).to.have.property("isPermanent", false);
    server = await startMailServer();
  });
});
