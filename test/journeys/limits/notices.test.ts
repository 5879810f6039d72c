import { expect } from "chai";
import type { User, UserNotice } from "sallyport";
import { enrolledPerson } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";
import { worksWithin } from "../../support/until.ts";

const told: { readonly user: User; readonly failures: number }[] = [];
const onNotice = (user: User, notice: UserNotice): void => {
  if (notice.type === "failed_guesses") told.push({ user, failures: notice.failures });
  if (user.id.startsWith("0")) throw new Error("the mail server is down");
};

onEveryStack(
  "A person whose second factor is guessed at",
  (current) => {
    it("is told at the fifth failure, at each doubling, and once an hour at most", async () => {
      const app = current();
      const browser = await enrolledPerson(app);
      const failures = (): number[] =>
        told.filter(({ user }) => user.id === browser.person.id).map(({ failures }) => failures);
      const guess = async (times: number): Promise<void> => {
        for (let count = 0; count < times; count += 1) {
          if (count % 5 === 0) await browser.login();
          await browser.verify(browser.wrongCode());
          app.clock.travel(2);
        }
      };

      await guess(4);
      expect(failures()).to.deep.equal([]);
      await guess(51);
      expect(await worksWithin(2, () => Promise.resolve(failures().length > 0))).to.equal(true);
      expect(failures()).to.deep.equal([5]);
      app.clock.travel(3600);
      await guess(25);

      expect(await worksWithin(2, () => Promise.resolve(failures().length > 1))).to.equal(true);
      expect(failures()).to.deep.equal([5, 80]);
      const events = app.events.filter(
        ({ type, userId }) => type === "failed_guesses_noticed" && userId === browser.person.id,
      );
      expect(events).to.have.lengthOf(2);
      // Eighty guesses, each with a wrong code that is worked out by a program.
    }).timeout(60_000);
  },
  { sallyport: { onNotice, limits: { baseWaitSeconds: 1, maxWaitSeconds: 1 } } },
);
