import { expect } from "chai";
import { rateLimitMfa } from "sallyport";
import { from, someAddress, someNetwork, statusesOf } from "../../support/addresses.ts";
import { enrolledPerson, openBrowser, signedInPerson } from "../../support/browser.ts";
import { onEmbedded, onEveryStack } from "../../support/stacks.ts";

const protectedApp = {
  before: (app: { set(name: string, value: unknown): unknown }) => app.set("trust proxy", 1),
  middlewares: [rateLimitMfa()],
};

onEveryStack(
  "rateLimitMfa()",
  (current) => {
    it("refuses the 31st try of an address in a minute, whoever it is for", async () => {
      const app = current();
      const address = someAddress();
      const guess = (at: string): ReturnType<typeof from> => from(at, openBrowser(app).verify("000000"));

      const statuses = await statusesOf(31, () => guess(address));
      const elsewhere = await guess(someAddress());
      app.clock.travel(67);
      const later = await guess(address);

      expect(statuses.slice(0, 30)).to.deep.equal(Array.from({ length: 30 }, () => 401));
      expect([statuses[30], elsewhere.status, later.status]).to.deep.equal([429, 401, 401]);
    });

    it("refuses the 201st try of an address in an hour", async () => {
      const app = current();
      const address = someAddress();
      const browser = openBrowser(app);

      const statuses = await statusesOf(201, () => {
        app.clock.travel(7);
        return from(address, browser.verify("000000"));
      });

      expect(statuses.indexOf(429)).to.equal(200);
    });

    it("refuses the sixth try of a person from one address, while other addresses go on", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const [here, there] = [someAddress(), someAddress()];
      await from(here, browser.login());
      const wrong = browser.wrongCode();
      await statusesOf(5, () => from(here, browser.verify(wrong)));
      await from(here, browser.login());
      app.clock.travel(40);

      const [sixth, other] = [await from(here, browser.verify()), await from(there, browser.verify())];

      expect([sixth.status, other.status]).to.deep.equal([429, 200]);
      expect(sixth.headers["ratelimit"]).to.match(/"mfa-tries";r=0;t=\d+/);
    });

    it("forgives the person what turned out right, and the address nothing", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const address = someAddress();

      const statuses = await statusesOf(7, () => {
        app.clock.travel(30);
        return from(address, browser.verify());
      });
      const answer = await from(address, browser.verify(browser.wrongCode()));

      expect(statuses).to.deep.equal(Array.from({ length: 7 }, () => 200));
      expect(answer.headers["ratelimit"]).to.include('"mfa-tries";r=4').and.to.include('"mfa-address-hour";r=192');
    });

    it("counts the tries of the app's own routes, of setting up and of passwords as well", async () => {
      const app = current();
      const address = someAddress();
      const browser = await signedInPerson(app);
      const paths = ["verify/totp", "verify-password", "verify/backup", "disable"] as const;
      const bodies = [{ code: "000000" }, { password: "wrong" }, { code: "00000-00000" }, { code: "000000" }];

      for (const [index, path] of paths.entries()) await from(address, browser.api(path, bodies[index]));
      const answer = await from(address, browser.verify(browser.wrongCode()));

      expect(answer.headers["ratelimit"]).to.include('"mfa-tries";r=0').and.to.include('"mfa-address-minute";r=25');
    });

    it("counts 50 addresses of one IPv6 network as one", async () => {
      const app = current();
      const network = someNetwork();
      const browser = openBrowser(app);

      const statuses = await statusesOf(50, (index) =>
        from(`${network}:${index.toString(16)}::${index.toString(16)}`, browser.verify("000000")),
      );

      expect(statuses.indexOf(429)).to.equal(30);
    });

    it("counts an IPv4 address in IPv6 as what it is", async () => {
      const app = current();
      const [one, other] = [someAddress(), someAddress()];
      const guess = (at: string): ReturnType<typeof from> => from(at, openBrowser(app).verify("000000"));
      await statusesOf(30, () => guess(one));

      const statuses = [(await guess(`::ffff:${one}`)).status, (await guess(`::ffff:${other}`)).status];

      expect(statuses).to.deep.equal([429, 401]);
    });

    it("refuses the 121st request of a minute, and says what there is on every answer", async () => {
      const app = current();
      const address = someAddress();
      const browser = openBrowser(app);

      const first = await from(address, browser.get("/open"));
      const statuses = await statusesOf(120, () => from(address, browser.get("/open")));

      expect(first.headers["ratelimit-policy"]).to.equal('"mfa-requests";q=120;w=60');
      expect(first.headers["ratelimit"]).to.match(/^"mfa-requests";r=119;t=\d+$/);
      expect(statuses.indexOf(429)).to.equal(119);
    });
  },
  protectedApp,
);

onEmbedded(
  "rateLimitMfa() in an app that trusts no proxy",
  (current) => {
    it("is not led astray by fifty forged addresses under any name", async () => {
      const browser = openBrowser(current());
      const names = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"];

      const statuses = await statusesOf(50, (index) =>
        names.reduce((call, name) => call.set(name, `198.51.100.${String(index)}`), browser.verify("000000")),
      );

      expect(statuses.indexOf(429)).to.equal(30);
    });
  },
  { middlewares: [rateLimitMfa()] },
);
