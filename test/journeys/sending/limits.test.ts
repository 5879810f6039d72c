import { expect } from "chai";
import { openBrowser } from "../../support/browser.ts";
import { codesSentTo, SENDING, sentTo, someNumber, textedPerson, type Texted } from "../../support/sent-codes.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack(
  "What is sent to one person",
  (current) => {
    it("is three messages in ten minutes, from however many browsers and however many at once", async () => {
      const app = current();
      const person = await textedPerson(app);
      const before = (await codesSentTo(app, person.number)).length;
      const jars: readonly Texted[] = Array.from({ length: 20 }, () => person.elsewhere());
      for (const jar of jars) await jar.login();

      for (const jar of jars) await jar.api("challenge", { method: "sms" });
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => jars[index % 20]!.api("challenge", { method: "sms" })),
      );

      expect((await codesSentTo(app, person.number)).length - before).to.equal(3);
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([429]));
      for (const answer of answers) expect(Number(answer.get("Retry-After"))).to.be.within(1, 660);
    });

    it("is one message where a button is pressed fifty times, with one code", async () => {
      const app = current();
      const person = await textedPerson(app);
      const before = (await codesSentTo(app, person.number)).length;
      await person.login();

      const answers = await Promise.all(Array.from({ length: 50 }, () => person.api("challenge", { method: "sms" })));

      expect(answers.filter(({ status }) => status === 200)).to.have.lengthOf(1);
      expect((await codesSentTo(app, person.number)).length - before).to.equal(1);
    });

    it("is ten messages in a day", async () => {
      const app = current();
      const person = await textedPerson(app);
      let sent = 1;

      for (let round = 0; round < 12; round += 1) {
        await person.login();
        if ((await person.api("challenge", { method: "sms" })).status === 200) sent += 1;
        app.clock.travel(661);
      }

      expect(sent).to.equal(10);
    });

    it("is counted for a number as well, whoever asks", async () => {
      const app = current();
      const number = someNumber();
      const statuses: number[] = [];

      for (let count = 0; count < 5; count += 1) {
        const browser = openBrowser(app);
        await browser.login();
        statuses.push((await browser.api("setup/sms", { phoneNumber: number })).status);
      }

      expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
      expect(await codesSentTo(app, number)).to.have.lengthOf(3);
    });

    it("is not used up by somebody else, who says that the number is theirs", async () => {
      const app = current();
      const owner = await textedPerson(app);
      await owner.login();
      for (let count = 0; count < 4; count += 1) {
        const stranger = openBrowser(app);
        await stranger.login();
        await stranger.api("setup/sms", { phoneNumber: owner.number });
      }

      const asked = await owner.api("challenge", { method: "sms" });

      expect(asked.status, JSON.stringify(asked.body)).to.equal(200);
    });

    it("is thirty notices in a day by SMS, whatever they do, and all of them by e-mail", async () => {
      const app = current();
      const person = await textedPerson(app);
      await person.login();
      await person.api("challenge", { method: "sms" }).expect(200);
      const [code] = (await codesSentTo(app, person.number)).slice(-1);
      await person.api("verify", { method: "sms", code }).expect(200);
      const countOf = async (to: string): Promise<number> =>
        (await sentTo(app, to)).filter(({ purpose }) => purpose === "notice").length;
      const before = [await countOf(person.number), await countOf(person.person.email)];

      for (let count = 0; count < 33; count += 1) {
        await person.api("backup-codes/regenerate").expect(200);
        await app.mfa.delivery.idle();
      }

      const after = [await countOf(person.number), await countOf(person.person.email)];
      expect(after.map((count, index) => count - before[index]!)).to.deep.equal([30, 33]);
    }).timeout(60_000);

    it("is three e-mails in an hour, however the address is spelled", async () => {
      const app = current();
      const statuses: number[] = [];

      for (const email of ["a.b@mails.example", "A.B@Mails.Example", "a.b+1@mails.example", "a.b+2@mails.example"]) {
        const browser = openBrowser(app);
        await browser.login();
        statuses.push((await browser.api("setup/email", { email })).status);
        app.clock.travel(601);
      }

      expect(statuses).to.deep.equal([200, 200, 200, 429]);
    });

    it("is nothing while they have to wait after wrong codes", async () => {
      const app = current();
      const person = await textedPerson(app);
      await person.login();
      for (let count = 0; count < 5; count += 1) await person.api("verify", { method: "sms", code: "000000" });
      const before = (await codesSentTo(app, person.number)).length;

      await person.login();
      const refused = await person.api("challenge", { method: "sms" });

      expect(refused.status).to.equal(429);
      expect(await codesSentTo(app, person.number)).to.have.lengthOf(before);
    });
  },
  { sallyport: SENDING },
);
