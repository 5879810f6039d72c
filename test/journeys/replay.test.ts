import { expect } from "chai";
import { enrolledPerson } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("A code that was used", (current) => {
  it("costs nothing to be sent again, a hundred times over: a lost reply is no guess", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    const code = browser.code();
    await browser.verify(code);

    const answers = new Set<number>();
    for (let repeat = 0; repeat < 100; repeat += 1) answers.add((await browser.verify(code)).status);

    expect([...answers]).to.deep.equal([401]);
    expect((await browser.verify(browser.code(30))).status).to.equal(200);
  });

  it("takes a code once: the second browser with the same one stays out", async () => {
    const app = current();
    const browser = await enrolledPerson(app);
    const other = browser.elsewhere();
    await browser.login();
    await other.login();
    const code = browser.code();

    const first = await browser.verify(code);
    const second = await other.verify(code);

    expect([first.status, second.status]).to.deep.equal([200, 401]);
    expect(await other.isIn()).to.equal(false);
    expect(app.events.some(({ reason, userId }) => reason === "used_already" && userId === browser.person.id)).to.equal(
      true,
    );
  });

  it("moves only forward: an older unused code is refused after a newer one", async () => {
    const browser = await enrolledPerson(current());
    const other = browser.elsewhere();
    await browser.login();
    await other.login();
    const [older, newer] = [browser.code(0), browser.code(30)];

    const first = await browser.verify(newer);
    const second = await other.verify(older);
    const third = await other.verify(newer);

    expect([first.status, second.status, third.status]).to.deep.equal([200, 401, 401]);
  });

  it("refuses a code at the step-up that signed in", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    const code = browser.code();
    await browser.verify(code);

    const answer = await browser.verify(code);

    expect(answer.status).to.equal(401);
  });
});
