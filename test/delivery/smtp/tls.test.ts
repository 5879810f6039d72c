import { smtpChannel, type SmtpOptions } from "@sallyport/delivery";
import { expect } from "chai";
import { startMailServer, type MailServer } from "../../support/mail-server.ts";
import { deliveryFailureOf, mail } from "../messages.ts";

describe("TLS to a mail server", function () {
  this.slow(4000);

  let server: MailServer;

  beforeEach(async () => {
    server = await startMailServer({ auth: true });
  });

  afterEach(() => server.close());

  /** Not known as loopback, though it leads there. */
  const elsewhere = (): string => server.url.replace("127.0.0.1", "0.0.0.0");

  async function send(options: Pick<SmtpOptions, "url" | "allowInsecure">): Promise<unknown> {
    const channel = await smtpChannel({ from: "no-reply@acme.example", ...options });
    try {
      return await channel.send(mail());
    } finally {
      await channel.close?.();
    }
  }

  it("is required of another machine: without it neither mail nor password is sent", async () => {
    const error = await deliveryFailureOf(send({ url: elsewhere() }));

    expect(error).to.have.property("isPermanent", false);
    expect(server.connections).to.equal(1);
    expect(server.logins).to.equal(0);
    expect(server.mails).to.have.lengthOf(0);
  });

  it("is left out where the options say so", async () => {
    await send({ url: elsewhere(), allowInsecure: true });

    expect(server.mails).to.have.lengthOf(1);
  });

  it("is not asked for on loopback", async () => {
    await send({ url: server.url });

    expect(server.mails).to.have.lengthOf(1);
  });

  it("comes first with smtps, whatever the other options say", async () => {
    await deliveryFailureOf(send({ url: server.url.replace("smtp:", "smtps:"), allowInsecure: true }));

    expect(server.mails).to.have.lengthOf(0);
  });
});
