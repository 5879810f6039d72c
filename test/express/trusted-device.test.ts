import { expect } from "chai";
import { SallyportConfigError, sessionCap, trustedDevice, type TrustedDeviceRule } from "sallyport";
import request from "supertest";
import type { TestApp } from "../support/app.ts";
import { codeFor } from "../support/authenticator.ts";
import { enrolledPerson, type Browser } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";
import {
  cookiesSet,
  DAY,
  deviceCookies,
  isRecognised,
  loginFrom,
  trustedPerson,
  trustHere,
  verifyAndTrust,
} from "../journeys/devices/trusting.ts";

/** Posts as a browser on TLS would. The jar of the other tests sends no `Secure` cookie to a server without. */
function onTls(app: TestApp): (path: string, body: object) => Promise<request.Response> {
  const cookies = new Map<string, string>();
  return async (path, body) => {
    const Cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await request(app.server).post(path).set({ Cookie, "X-Forwarded-Proto": "https" }).send(body);
    for (const cookie of (answer.headers["set-cookie"] ?? []) as unknown as readonly string[]) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return answer;
  };
}

onEveryStack(
  "The cookie of a trusted device, of an app on TLS,",
  (current) => {
    it("has every flag that keeps it at home, and keeps them when it is replaced", async () => {
      const app = current();
      const { email, password } = app.users.add();
      const post = onTls(app);
      const code = (url: string): string => codeFor(url, app.clock.now());
      await post("/login", { email, password });
      const { otpauthUrl } = (await post("/api/v1/mfa/setup/totp", {})).body as { otpauthUrl: string };
      await post("/api/v1/mfa/verify/totp", { code: code(otpauthUrl) });
      app.clock.travel(60);
      await post("/login", { email, password });

      const trusting = await post("/api/v1/mfa/verify", { method: "totp", code: code(otpauthUrl), trustDevice: true });
      const login = await post("/login", { email, password });

      const [first, second] = [cookiesSet(trusting), cookiesSet(login)];
      expect([first.length, second.length, login.body.mfaRequired]).to.deep.equal([1, 1, false]);
      for (const cookie of [...first, ...second]) {
        expect(cookie).to.match(/^__Host-sallyport-device-[\w-]{16}=[\w-]{22}\.[\w-]{43}; /);
        expect(cookie.split("; ")).to.include.members(["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]);
        expect(cookie.toLowerCase()).not.to.include("domain");
      }
    });
  },
  {
    sallyport: { origin: "https://bank.example" },
    before: (app) => app.set("trust proxy", 1),
    middlewares: [trustedDevice()],
  },
);

onEveryStack(
  "The cookies of trusted devices",
  (current) => {
    it("last as long as the trust", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      await browser.login();

      const [cookie = ""] = cookiesSet(await verifyAndTrust(browser));

      const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? "");
      expect((expires - app.clock.now().getTime()) / (DAY * 1000)).to.be.closeTo(30, 0.1);
    });

    it("are at most ten in one browser, and the oldest of them goes", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const [oldest = ""] = deviceCookies(browser);
      const people = [];
      for (let count = 0; count < 10; count += 1) people.push(await guestAt(app, browser));

      const left = deviceCookies(browser);

      expect([left.length, left.includes(oldest)]).to.deep.equal([10, false]);
      const logins = [];
      for (const { email, password } of people) logins.push(await browser.post("/login", { email, password }));
      expect(logins.map(({ body }) => body.mfaRequired as boolean)).to.deep.equal(people.map(() => false));
      expect(deviceCookies(browser)).to.have.lengthOf(10);
    });

    /** Somebody else who trusts this browser. */
    async function guestAt(app: TestApp, { agent }: Browser): Promise<Browser["person"]> {
      const guest = await enrolledPerson(app);
      const { email, password } = guest.person;
      await agent.post("/login").send({ email, password });
      await agent
        .post("/api/v1/mfa/verify")
        .send({ method: "totp", code: guest.code(), trustDevice: true })
        .expect(200);
      return guest.person;
    }
  },
  { middlewares: [trustedDevice()] },
);

let isBroken = false;

onEveryStack(
  "A sign-in by trust that fails",
  (current) => {
    it("for a full cap leaves the browser the next token, and goes on with the choice", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      const [session] = await browser.sessions();
      const other = browser.elsewhere();
      for (const cookie of deviceCookies(browser)) other.agent.jar.setCookie(cookie);

      const refused = await other.login();
      app.clock.travel(31);
      const { challengeToken } = refused.body as { challengeToken: string };
      const chosen = await other.post("/api/v1/sessions/replace", { challengeToken, sessionId: session?.id });

      expect([refused.status, chosen.status]).to.deep.equal([409, 200]);
      expect(cookiesSet(refused)).to.have.lengthOf(1);
      expect(await other.isIn()).to.equal(true);
      await other.post("/logout");
      expect(await isRecognised(other)).to.equal(true);
    });

    it("by a fault of the app leaves the browser the next token as well", async () => {
      const app = current();
      const browser = await trustedPerson(app);
      await browser.post("/logout");
      isBroken = true;
      const failed = await browser.login();
      isBroken = false;
      app.clock.travel(31);

      const login = await browser.login();

      expect([failed.status, login.status, login.body.mfaRequired]).to.deep.equal([500, 200, false]);
    });
  },
  {
    middlewares: [trustedDevice(), sessionCap({ max: 2, whenFull: "ask" })],
    sallyport: {
      onSignedIn: () => {
        if (isBroken) throw new Error("the app's own hook failed");
      },
    },
  },
);

onEveryStack(
  "trustedDevice({ days: 2 })",
  (current) => {
    it("offers and gives as many days", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const { body } = await browser.login();
      await browser.post("/logout");
      const { expiresAt } = await trustHere(app, browser);
      app.clock.travel(2 * DAY - 120);
      const before = await isRecognised(browser);
      app.clock.travel(121);

      const after = await loginFrom(app, browser.person, { Cookie: deviceCookies(browser).join("; ") });

      expect(body.trustDevice).to.deep.equal({ days: 2 });
      expect((Date.parse(expiresAt) - app.clock.now().getTime()) / 1000).to.be.closeTo(0, 120);
      expect([before, after.body.mfaRequired]).to.deep.equal([true, true]);
    });
  },
  { middlewares: [trustedDevice({ days: 2 })] },
);

describe("trustedDevice refuses at start", () => {
  for (const [rule, option, code] of [
    [{ days: 31 }, "trustedDevice.days", "CONFIG-OPTION-INVALID"],
    [{ days: 0 }, "trustedDevice.days", "CONFIG-OPTION-INVALID"],
    [{ days: 1.5 }, "trustedDevice.days", "CONFIG-OPTION-INVALID"],
    [{ days: "14" }, "trustedDevice.days", "CONFIG-OPTION-INVALID"],
    [{ max: 0 }, "trustedDevice.max", "CONFIG-OPTION-INVALID"],
    [{ max: 51 }, "trustedDevice.max", "CONFIG-OPTION-INVALID"],
    [{ offer: true }, "trustedDevice.offer", "CONFIG-OPTION-INVALID"],
    [{ day: 14 }, "trustedDevice.day", "CONFIG-OPTION-UNKNOWN"],
    [null, "trustedDevice", "CONFIG-OPTION-INVALID"],
  ] as const)
    it(`${JSON.stringify(rule)}, and names what to write instead`, () => {
      let refusal: unknown;
      try {
        trustedDevice(rule as unknown as TrustedDeviceRule);
      } catch (error) {
        refusal = error;
      }

      expect(refusal).to.be.instanceOf(SallyportConfigError);
      const [problem] = (refusal as SallyportConfigError).problems;
      expect(problem).to.include({ code, option });
      expect(problem?.remedy).to.match(/^(?:Write|It knows) /);
    });

  it("to run where mfaSession did not", () => {
    const run = (): void => {
      trustedDevice()({} as never, {} as never, () => undefined);
    };

    expect(run).to.throw(SallyportConfigError, "mfaSession");
  });
});
