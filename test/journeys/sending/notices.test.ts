import { expect } from "chai";
import type { OutgoingMessage } from "@sallyport/core";
import type { TestApp } from "../../support/app.ts";
import { openBrowser, signedInPerson, type Browser } from "../../support/browser.ts";
import { codeSentTo, SENDING, sentTo, textedPerson } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/** The notices that this person got by mail during `act`. */
async function noticesOf(
  app: TestApp,
  { person }: Browser,
  act: () => Promise<unknown>,
): Promise<readonly OutgoingMessage[]> {
  const before = (await sentTo(app, person.email)).length;
  await act();
  return (await sentTo(app, person.email)).slice(before).filter(({ purpose }) => purpose === "notice");
}

const subjects = (messages: readonly OutgoingMessage[]): string => messages.map(({ subject }) => subject).join(" | ");

onEveryStack(
  "A person is told, once for each event,",
  (current) => {
    it("of a method that was added, of new backup codes, of a method that was removed, and of MFA being off", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      const added = await noticesOf(app, browser, () => browser.enroll());
      const codes = await noticesOf(app, browser, () => browser.api("backup-codes/regenerate"));
      const second = await noticesOf(app, browser, () => browser.enroll("Tablet"));
      const [{ id }] = (await browser.status()).body.methods;

      const removed = await noticesOf(app, browser, () => browser.delete(`/api/v1/mfa/methods/${id}`));
      const off = await noticesOf(app, browser, () => browser.api("disable"));

      expect([added, codes, second, removed, off].map(({ length }) => length)).to.deep.equal([1, 1, 1, 1, 1]);
      expect(new Set([added, codes, removed, off].map(subjects)).size).to.equal(4);
    });

    it("when and from where, and neither a secret nor a link that acts", async () => {
      const app = current();
      const browser = openBrowser(app);
      await browser.login();
      let secret = "";

      const [notice] = await noticesOf(app, browser, async () => {
        const { otpauthUrl } = await browser.enroll("http://evil.example");
        secret = new URL(otpauthUrl).searchParams.get("secret") ?? "";
      });

      const all = `${notice?.subject} ${notice?.text} ${notice?.html}`;
      expect(notice?.text)
        .to.match(/20[0-9]{2}/)
        .and.to.include("127.0.0")
        .and.not.to.include("127.0.0.1");
      expect(all).not.to.include(secret);
      expect(all).not.to.include("evil");
      expect(all.match(/https?:\/\/[^\s"<]*/g) ?? []).to.satisfy((links: string[]) =>
        links.every((link) => /^http:\/\/localhost[.,]?$/.test(link)),
      );
    });

    it("at every proved address, the one that was taken away included", async () => {
      const app = current();
      const browser = await textedPerson(app);
      await browser.login();
      await browser.api("challenge", { method: "sms" }).expect(200);
      await browser.api("verify", { method: "sms", code: await codeSentTo(app, browser.number) }).expect(200);
      const before = (await sentTo(app, browser.number)).length;

      const mails = await noticesOf(app, browser, () => browser.delete(`/api/v1/mfa/methods/${browser.methodId}`));

      const texts = (await sentTo(app, browser.number)).slice(before);
      expect(mails).to.have.lengthOf(1);
      expect(texts).to.have.lengthOf(1);
      expect(texts[0]?.text).not.to.match(/http/);
    });

    it("of each backup code that is used, and asked for new ones when three are left", async () => {
      const app = current();
      const browser = await signedInPerson(app);
      const use = (code: string | undefined) => browser.api("verify", { method: "backup_code", code });

      const used: number[] = [];
      for (const code of browser.backupCodes.slice(0, 8))
        used.push((await noticesOf(app, browser, () => use(code))).length);

      expect(used).to.deep.equal([1, 1, 1, 1, 1, 1, 2, 1]);
      expect((await browser.status()).body.backupCodes.remaining).to.equal(2);
    });

    it("of a sign-in on a device that nobody has seen before, and of no other", async () => {
      const app = current();
      const browser = openBrowser(app);
      const elsewhere = browser.elsewhere();
      const signIn = (agent: Browser) => async () => {
        await agent.agent.post("/login").set("User-Agent", FIREFOX).send(browser.person);
      };

      const first = await noticesOf(app, browser, () => browser.login());
      const again = await noticesOf(app, browser, () => browser.elsewhere().login());
      const unknown = await noticesOf(app, browser, signIn(elsewhere));
      const known = await noticesOf(app, browser, signIn(browser.elsewhere()));

      expect([first, again, unknown, known].map(({ length }) => length)).to.deep.equal([0, 0, 1, 0]);
      expect(unknown[0]?.text).to.include("Firefox");
    });

    it("in the language that is theirs", async () => {
      const app = current();
      const browser = openBrowser(app, app.users.add({ locale: "tr-TR" }));
      await browser.login();

      const [notice] = await noticesOf(app, browser, () => browser.enroll());

      expect(notice?.language).to.match(/^tr/);
      expect(notice?.html).to.include('lang="tr"');
    });
  },
  { sallyport: SENDING },
);
