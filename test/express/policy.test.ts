import { expect } from "chai";
import { openBrowser, signedInPerson } from "../support/browser.ts";
import { onEmbedded } from "../support/stacks.ts";

const policy = [
  { mfa: "optional" },
  { role: "admin", mfa: "required", graceDays: 0 },
  { role: "robot", mfa: "off" },
  { tenantId: "strict", mfa: "required", graceDays: 0 },
  { userId: "exempt", mfa: "optional" },
] as const;

onEmbedded(
  "The policy",
  (current) => {
    for (const [details, status] of [
      [{}, 200],
      [{ roles: ["admin"] }, 403],
      [{ roles: ["robot"] }, 200],
      [{ roles: ["robot", "admin"] }, 403],
      [{ tenantId: "strict" }, 403],
      [{ tenantId: "strict", roles: ["robot"] }, 403],
      [{ id: "exempt", tenantId: "strict", roles: ["admin"] }, 200],
    ] as const)
      it(`answers ${String(status)} to a person without a second factor who is ${JSON.stringify(details)}`, async () => {
        const app = current();
        const browser = openBrowser(app, app.users.add(details));
        await browser.login();

        expect((await browser.get("/protected")).status).to.equal(status);
      });

    it("holds from the next request on, when somebody becomes an admin", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      const before = await browser.get("/protected");
      app.users.change(browser.person.id, { roles: ["admin"] });

      const after = await browser.get("/protected");

      expect([before.status, after.status]).to.deep.equal([200, 403]);
    });

    it("that says off asks for no second factor, even of those who have one", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      app.users.change(browser.person.id, { roles: ["robot"] });

      const login = await browser.elsewhere().login();

      expect(login.body).to.include({ mfaRequired: false });
    });

    it("lets a fresh password do for a step-up where there is nothing else", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      const fresh = await browser.post("/transfers");
      app.clock.travel(301);

      const stale = await browser.post("/transfers");

      expect(fresh.status).to.equal(200);
      expect(stale.body).to.deep.include({ code: "ERR-MFA-STEP-UP-REQUIRED", methods: ["password"] });
    });
  },
  { sallyport: { policy } },
);

onEmbedded(
  "A policy that is a function",
  (current) => {
    it("decides for each person", async () => {
      const app = current();
      const [ada, eve] = [openBrowser(app, app.users.add({ displayName: "Ada" })), openBrowser(app)];
      await ada.login();
      await eve.login();

      expect([(await ada.get("/protected")).status, (await eve.get("/protected")).status]).to.deep.equal([403, 200]);
    });
  },
  { sallyport: { policy: (user) => ({ mfa: user.displayName === "Ada" ? "required" : "optional", graceDays: 0 }) } },
);
