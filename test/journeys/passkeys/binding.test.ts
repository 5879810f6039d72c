import { expect } from "chai";
import { challengeOptions, keyedPerson, passkeyOptions, answerWith, signInWithKey } from "../../support/keys.ts";
import { onEmbedded } from "../../support/stacks.ts";
import { CEREMONIES, CEREMONIES_APP } from "./ceremonies.ts";

onEmbedded(
  "The challenge of",
  (current) => {
    for (const asked of CEREMONIES)
      for (const answered of CEREMONIES) {
        it(`${asked.name} is not answered by ${answered.name} of another browser`, async () => {
          const person = await keyedPerson(current());
          const theirs = await asked.open(current(), person);
          const mine = await answered.open(current(), person);

          const answer = await mine.send(mine.sign({}, theirs.challenge));

          expect(answer.status, JSON.stringify(answer.body)).to.equal(401);
          expect([await mine.isGranted(), await theirs.isGranted()]).to.deep.equal([false, false]);
        });

        it(`${asked.name} of one user is not answered by ${answered.name} of another`, async () => {
          const [one, other] = [await keyedPerson(current()), await keyedPerson(current())];
          const theirs = await asked.open(current(), one);
          const mine = await answered.open(current(), other);

          const answer = await mine.send(mine.sign({}, theirs.challenge));

          expect(answer.status, JSON.stringify(answer.body)).to.equal(401);
          expect([await mine.isGranted(), await theirs.isGranted()]).to.deep.equal([false, false]);
        });
      }

    for (const { name, open } of CEREMONIES)
      it(`${name} is not answered from another cookie jar`, async () => {
        const person = await keyedPerson(current());
        const ceremony = await open(current(), person);
        const jars = [person.elsewhere(), (await open(current(), person)).browser];

        const statuses: number[] = [];
        for (const jar of jars) statuses.push((await ceremony.send(ceremony.sign(), jar)).status);

        expect(statuses).to.deep.equal([401, 401]);
        expect(await ceremony.isGranted()).to.equal(false);
      });

    it("a passkey alone is none for the second factor in the same browser, nor the other way round", async () => {
      const person = await keyedPerson(current());
      await person.login();
      const [second, alone] = [await challengeOptions(person), await passkeyOptions(person)];
      const swapped = {
        second: person.key.authenticate({ ...second, challenge: alone.challenge }),
        alone: person.key.authenticate({ ...alone, challenge: second.challenge }),
      };

      const answers = [
        await answerWith(person, swapped.second),
        await person.api("passkey/verify", { response: swapped.alone }),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
      expect(await person.isIn()).to.equal(false);
    });

    it("a sign-in is none for the step-up of the session that it has become", async () => {
      const person = await keyedPerson(current());
      await person.login();
      const [signIn] = [await challengeOptions(person)];
      const verified = await person.api("verify/backup", { code: person.backupCodes[0] });

      const answer = await answerWith(person, person.key.authenticate(signIn));

      expect([verified.status, answer.status]).to.deep.equal([200, 401]);
    });

    it("a registration is none for a step-up in the same session, nor the other way round", async () => {
      const person = await keyedPerson(current());
      await signInWithKey(person, person.key);
      const registration = (await person.api("setup/webauthn")).body.options as { challenge: string };
      const stepUp = await challengeOptions(person);

      const answers = [
        await answerWith(person, person.key.authenticate({ ...stepUp, challenge: registration.challenge })),
        await answerWith(person, person.key.authenticate(stepUp)),
      ];

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401]);
    });

    it("one browser is one in all its tabs, and the first that answers is in", async () => {
      const person = await keyedPerson(current());
      const [tab, otherTab] = [await passkeyOptions(person), await passkeyOptions(person)];
      const response = person.key.authenticate(tab);

      const answer = await person.api("passkey/verify", { response });

      expect(tab.challenge).to.equal(otherTab.challenge);
      expect(answer.status).to.equal(200);
    });

    it("a set-up is the newest one's of its session", async () => {
      const person = await keyedPerson(current());
      const older = await CEREMONIES[0]?.open(current(), person);
      const again = await older?.browser.api("setup/webauthn");

      const answer = await older?.send(older.sign());

      expect([again?.status, answer?.status]).to.deep.equal([200, 401]);
    });
  },
  CEREMONIES_APP,
);
