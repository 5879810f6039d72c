import { expect } from "chai";
import type { PolicyRule } from "@sallyport/core";
import type { TestApp } from "../../support/app.ts";
import { openBrowser } from "../../support/browser.ts";
import { codeSentTo, SENDING, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { forgetRules, setRule } from "./acting.ts";

const STRICT: PolicyRule = { role: "between", mfa: "required", methods: ["totp"], graceDays: 0 };

/** Somebody with a number and an authenticator app, who has given the password and been sent a code. */
async function halfWay(app: TestApp, roles: readonly string[]): Promise<Texted & { readonly sent: string }> {
  const first = await textedPerson(app, { roles });
  await first.login();
  await first.api("challenge", { method: "sms" }).expect(200);
  await first.api("verify", { method: "sms", code: await codeSentTo(app, first.number) }).expect(200);
  await first.enroll();
  app.clock.travel(60);
  const pending = first.elsewhere();
  await pending.login();
  await pending.api("challenge", { method: "sms" }).expect(200);
  return { ...pending, sent: await codeSentTo(app, first.number) };
}

onEveryStack(
  "Between the two steps of a sign-in (D7, D11),",
  (current) => {
    afterEach(() => forgetRules(current(), ["between"]));

    for (const [what, roles, change] of [
      ["a stricter policy", ["between"], (app: TestApp) => setRule(app, STRICT)],
      [
        "a role with a stricter policy",
        [],
        async (app: TestApp, { person }: Texted) => {
          await setRule(app, STRICT);
          app.users.change(person.id, { roles: ["between"] });
        },
      ],
    ] as const)
      it(`${what} takes the code that was sent before out of use, and leaves what it allows`, async () => {
        const app = current();
        const pending = await halfWay(app, roles);
        await change(app, pending);

        const weak = await pending.api("verify", { method: "sms", code: pending.sent });
        const isIn = await pending.isIn();
        const strong = await pending.verify();

        expect([weak.status, weak.body.code, isIn]).to.deep.equal([400, "ERR-VALIDATION", false]);
        expect(strong.status).to.equal(200);
        expect(await pending.isIn()).to.equal(true);
      });

    it("a policy that is switched off ends no second step that has begun: the session stays pending", async () => {
      const app = current();
      const pending = await halfWay(app, ["between"]);
      await setRule(app, { role: "between", mfa: "off" });

      const isIn = await pending.isIn();
      await pending.verify().expect(200);

      expect([isIn, await pending.isIn()]).to.deep.equal([false, true]);
    });

    it("a policy that counts none of what they have lets them finish, to enroll and no more", async () => {
      const app = current();
      const texted = await textedPerson(app, { roles: ["between"] });
      await texted.login();
      await texted.api("challenge", { method: "sms" }).expect(200);
      const code = await codeSentTo(app, texted.number);
      await setRule(app, STRICT);

      await texted.api("verify", { method: "sms", code }).expect(200);
      const shut = await texted.get("/protected");

      expect([shut.status, shut.body.code]).to.deep.equal([403, "ERR-MFA-ENROLLMENT-REQUIRED"]);
      expect((await texted.api("setup/totp")).status).to.equal(200);
    });

    it("a client without cookies is held to the policy that holds when it finishes", async () => {
      const app = current();
      const { number, person, ...browser } = await halfWay(app, ["between"]);
      app.clock.travel(60);
      const { email, password } = person;
      const { challengeToken } = (await browser.post("/login", { email, password, transport: "token" })).body;
      await browser.api("challenge", { method: "sms", challengeToken }).expect(200);
      await setRule(app, STRICT);

      const weak = { method: "sms", code: await codeSentTo(app, number), challengeToken };
      const strong = { method: "totp", code: browser.code(), challengeToken };
      const answers = [await browser.api("verify", weak), await browser.api("verify", strong)];

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 200]);
    });

    it("and right after a password that was enough, a role that must have more shuts the next request", async () => {
      const app = current();
      await setRule(app, STRICT);
      const browser = openBrowser(app);
      await browser.login();
      app.users.change(browser.person.id, { roles: ["between"] });

      const shut = await browser.get("/protected");

      expect([shut.status, shut.body.policyScope]).to.deep.equal([403, "role:between"]);
    });
  },
  { sallyport: SENDING },
);
