import { twilioChannel } from "@sallyport/delivery";
import { expect } from "chai";
import { startTwilioServer, TWILIO_ACCOUNT, TWILIO_NUMBER, type TwilioServer } from "../../support/twilio-server.ts";
import { sms } from "../messages.ts";
import { startReceiver, type Receiver } from "../receiver.ts";

const PUBLIC = "https://acme.example";

const TOLD = [
  ["accepted", 0, "queued"],
  ["queued", 0, "queued"],
  ["sending", 0, "queued"],
  ["sent", 0, "sent"],
  ["sent", 30005, "sent"],
  ["read", 0, "delivered"],
  ["canceled", 0, "failed"],
  ["undelivered", 0, "failed"],
  ["undelivered", 30003, "failed"],
  ["undelivered", 30005, "bounced"],
  ["failed", 30008, "failed"],
  ["failed", 21614, "bounced"],
] as const;

describe("Twilio's call-backs", function () {
  this.slow(4000);

  let twilio: TwilioServer;
  let app: Receiver;

  beforeEach(async () => {
    [twilio, app] = await Promise.all([startTwilioServer(), startReceiver()]);
    const channel = await twilioChannel({
      ...TWILIO_ACCOUNT,
      from: TWILIO_NUMBER,
      httpClient: twilio.httpClient(),
      statusCallback: `${PUBLIC}/hooks/twilio?tenant=1`,
    });
    app.listen(channel);
    await channel.send(sms({ id: "our-id" }));
  });

  afterEach(() => Promise.all([twilio.close(), app.close()]));

  it("report a message by our id and by Twilio's, behind a proxy that only knows loopback", async () => {
    const answers = await twilio.callback({ status: "delivered", origin: app.url });

    expect(answers).to.deep.equal([204]);
    expect(app.reports).to.deep.equal([{ messageId: "our-id", providerId: twilio.sent[0]?.sid, status: "delivered" }]);
  });

  it("are told in our words, and bounce only where the code speaks of the number", async () => {
    for (const [status, errorCode] of TOLD) await twilio.callback({ status, errorCode, origin: app.url });

    expect(app.reports.map(({ status }) => status)).to.deep.equal(TOLD.map(([, , ours]) => ours));
  });

  it("say nothing with a status that nobody knows", async () => {
    expect(await twilio.callback({ status: "teleported", origin: app.url })).to.deep.equal([204]);

    expect(app.reports).to.deep.equal([]);
  });

  it("come as often as Twilio likes", async () => {
    twilio.mode("twice");

    expect(await twilio.callback({ status: "delivered", origin: app.url })).to.deep.equal([204, 204]);
  });

  for (const [what, difference] of [
    ["that are not signed", { signature: "" }],
    ["with a signature of something else", { signature: "c2lnbmVkIGJ5IHNvbWVib2R5IGVsc2U=" }],
    ["about another message", { path: "/hooks/twilio?tenant=1&message=not-ours" }],
    ["without the query that was signed", { path: "/hooks/twilio" }],
  ] as const)
    it(`${what} are refused`, async () => {
      const answers = await twilio.callback({ status: "failed", errorCode: 30005, origin: app.url, ...difference });

      expect(answers).to.deep.equal([403]);
      expect(app.reports).to.deep.equal([]);
    });

  it("are refused where Twilio has signed them for another path of ours", async () => {
    const statusCallback = `${PUBLIC}/hooks/twilio/other`;
    const httpClient = twilio.httpClient();
    const other = await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, statusCallback, httpClient });
    await other.send(sms({ id: "another-id" }));

    expect(await twilio.callback({ status: "failed", origin: app.url })).to.deep.equal([403]);
  });

  it("are for nobody where the options name no URL, or the path another provider", async () => {
    const silent = await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, httpClient: twilio.httpClient() });
    const statusCallback = `${PUBLIC}/hooks/twilio`;
    const other = await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, statusCallback, name: "other" });
    app.listen(silent, other);

    expect(await twilio.callback({ status: "delivered", origin: app.url })).to.deep.equal([404]);
  });
});
