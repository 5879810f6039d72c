import { twilioChannel, twilioVerifyChannel } from "@sallyport/delivery";
import { expect } from "chai";
import {
  startTwilioServer,
  TWILIO_ACCOUNT,
  TWILIO_NUMBER,
  VERIFY_SERVICE,
  type TwilioServer,
} from "../../support/twilio-server.ts";
import { deliveryFailureOf, sms } from "../messages.ts";

const OF_THE_NUMBER = [21211, 21214, 21217, 21610, 21614, 21635, 30004, 30005, 30006, 60200, 60205];
const OF_SOMETHING_ELSE = [20003, 21408, 21606, 21608, 21612, 30003, 30007, 30008, 60203, 60410];

describe("Twilio's refusals", function () {
  this.slow(4000);

  let twilio: TwilioServer;

  beforeEach(async () => {
    twilio = await startTwilioServer();
  });

  afterEach(() => twilio.close());

  for (const [isPermanent, codes] of [
    [true, OF_THE_NUMBER],
    [false, OF_SOMETHING_ELSE],
  ] as const)
    it(isPermanent ? "are for good where they speak of the number" : "may pass where they do not", async () => {
      const httpClient = twilio.httpClient();
      const channel = await twilioChannel({ ...TWILIO_ACCOUNT, from: TWILIO_NUMBER, httpClient });
      const verdicts: [number, boolean][] = [];
      for (const code of codes) {
        twilio.mode(code);
        verdicts.push([code, (await deliveryFailureOf(channel.send(sms()))).isPermanent]);
      }

      expect(verdicts).to.deep.equal(codes.map((code) => [code, isPermanent]));
    });

  it("are the same for Verify", async () => {
    const httpClient = twilio.httpClient();
    const channel = await twilioVerifyChannel({ ...TWILIO_ACCOUNT, serviceSid: VERIFY_SERVICE, httpClient });
    twilio.mode(60_205);

    const error = await deliveryFailureOf(channel.send(sms()));

    expect(error).to.include({ isPermanent: true, message: "Twilio refused the message (status 400, code 60205)" });
  });
});
