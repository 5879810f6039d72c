import { expect } from "chai";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const UPDATED = FIREFOX.replaceAll("128.0", "129.0");
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

/** A request from another address, through the proxy that the test app trusts. */
function from(browser: Browser, address: string, userAgent = FIREFOX): ReturnType<Browser["get"]> {
  return browser.get("/protected").set({ "X-Forwarded-For": address, "User-Agent": userAgent });
}

const trustProxy = (app: { set(name: string, value: unknown): unknown }): void =>
  void app.set("trust proxy", "loopback");

onEveryStack(
  "A session whose circumstances change",
  (current) => {
    async function signIn(): Promise<Browser> {
      const browser = openBrowser(current());
      await browser.login().set({ "X-Forwarded-For": "203.0.113.7", "User-Agent": FIREFOX });
      return browser;
    }
    const changesOf = ({ person }: Browser): unknown[] =>
      current()
        .events.filter(({ type, userId }) => type === "session_changed" && userId === person.id)
        .map(({ data }) => data);

    it("is recorded once when it moves to another network, and goes on", async () => {
      const browser = await signIn();

      const answers = [await from(browser, "198.51.100.1"), await from(browser, "198.51.100.2")];

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
      expect(changesOf(browser)).to.deep.equal([{ address: true, browser: false }]);
      expect((await browser.sessions())[0]?.ip).to.equal("127.0.0.*");
    });

    it("is recorded when another browser holds its cookie, and shows that browser", async () => {
      const browser = await signIn();

      await from(browser, "203.0.113.7", CHROME);

      expect(changesOf(browser)).to.deep.equal([{ address: false, browser: true }]);
      const [session] = await current().mfa.sessions.list(browser.person.id);
      expect(session).to.include({ browser: "Chrome 126", os: "Windows 10", ip: "203.0.113.*" });
    });

    it("is nothing to speak of when the browser updates itself or the address stays in its network", async () => {
      const browser = await signIn();

      await from(browser, "203.0.113.200", UPDATED);
      await from(browser, "203.0.113.201", UPDATED);

      expect(changesOf(browser)).to.deep.equal([]);
    });
  },
  { before: trustProxy },
);

onEveryStack(
  "A session whose circumstances change, where that asks for a step-up,",
  (current) => {
    it("passes no guard until a factor is shown again, and then as before", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      app.clock.travel(30);

      const moved = await from(browser, "198.51.100.1");
      const stepUp = await browser.agent
        .post("/api/v1/mfa/verify")
        .set({ "X-Forwarded-For": "198.51.100.1", "User-Agent": FIREFOX })
        .send({ method: "totp", code: browser.code() });
      const after = await from(browser, "198.51.100.1");

      expect([moved.status, moved.body.code]).to.deep.equal([401, "ERR-MFA-STEP-UP-REQUIRED"]);
      expect(moved.body.methods).to.deep.equal(["totp"]);
      expect([stepUp.status, after.status]).to.deep.equal([200, 200]);
      expect(after.body.amr).to.deep.equal(["pwd", "otp", "mfa"]);
    });

    it("asks those without a second factor for the password", async () => {
      const browser = openBrowser(current());
      await browser.login().set("User-Agent", FIREFOX);

      const moved = await from(browser, "198.51.100.1");
      const proved = await browser.agent
        .post("/api/v1/mfa/verify-password")
        .set({ "X-Forwarded-For": "198.51.100.1", "User-Agent": FIREFOX })
        .send({ password: browser.person.password });

      expect(moved.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", methods: ["password"] });
      expect([proved.status, (await from(browser, "198.51.100.1")).status]).to.deep.equal([200, 200]);
    });
  },
  { before: trustProxy, sallyport: { sessions: { onChange: "step-up" } } },
);
