import { expect } from "chai";
import { loginAs, testClock } from "sallyport/testing";
import request from "supertest";
import { onEmbedded } from "../../support/stacks.ts";

describe("testClock()", () => {
  it("stands still in the middle of a TOTP step", async () => {
    const clock = testClock(new Date("2026-03-01T12:00:29.999Z"));
    const first = clock.now();

    await new Promise((resolve) => setTimeout(resolve, 5));

    expect(clock.now()).to.deep.equal(first).and.to.deep.equal(new Date("2026-03-01T12:00:15Z"));
  });

  it("adds up what it is told, forwards and back", () => {
    const clock = testClock(new Date("2026-03-01T12:00:00Z"));

    clock.travel({ days: 1, hours: 2, minutes: 3, seconds: 4 });
    clock.travel({ seconds: -4 });

    expect(clock.now()).to.deep.equal(new Date("2026-03-02T14:03:15Z"));
  });

  it("takes the stores' clocks along, to a start in another year too", () => {
    const now = testClock();
    const start = testClock(new Date(now.now().getTime() + 365 * 86_400_000));

    now.travel({ days: 365 });

    expect(now.offsetMs).to.equal(365 * 86_400_000);
    expect(Math.abs(start.offsetMs - now.offsetMs)).to.be.at.most(30_000);
  });
});

const clock = testClock();

onEmbedded(
  "A suite on a testClock()",
  (current) => {
    it("sees its sessions run out when the test travels", async () => {
      const { server, users, mfa } = current();
      const { cookie } = await loginAs(mfa, users.add());
      const status = async (): Promise<number> =>
        (await request(server).get("/protected").set("Cookie", cookie)).status;
      const before = await status();

      clock.travel({ hours: 25 });

      expect([before, await status()]).to.deep.equal([200, 401]);
    });
  },
  { sallyport: { clock } },
);
