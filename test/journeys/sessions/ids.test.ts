import { expect } from "chai";
import { enrolledPerson, openBrowser } from "../../support/browser.ts";
import { onEveryStack } from "../../support/stacks.ts";

onEveryStack("The session id", (current) => {
  /** What each of these cookies is worth in a browser that stole it. */
  async function replay(cookies: readonly string[]): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (const cookie of cookies)
      answers.push((await openBrowser(current()).get("/open").set("Cookie", cookie)).body.stage);
    return answers;
  }

  it("changes at the password, at the second step, at a step-up and at a change of methods; the old one is dead", async () => {
    const app = current();
    const person = await enrolledPerson(app);
    const cookies: string[] = [];
    const rises = [
      () => person.login(),
      () => person.verify(),
      () => person.verify(person.code(30)),
      () => person.api("backup-codes/regenerate"),
    ];
    for (const rise of rises) {
      expect((await rise()).status).to.equal(200);
      cookies.push(person.cookie());
    }

    const worth = await replay(cookies);

    expect(new Set(cookies).size).to.equal(4);
    expect(worth).to.deep.equal(["anonymous", "anonymous", "anonymous", "full"]);
  });

  it("that was tampered with is nobody's, and no error", async () => {
    const browser = openBrowser(current());
    await browser.login();
    const cookie = browser.cookie();
    const forged = [
      cookie.slice(0, -1),
      cookie.replace(/s%3A./, "s%3AX"),
      cookie.replace(/%7B.*%7D/, "%7B%7D"),
      "sallyport=s%3A.%7B%7D",
      `sallyport=${"x".repeat(4000)}`,
    ];

    const worth = await replay(forged);

    expect(worth).to.deep.equal(forged.map(() => "anonymous"));
  });
});
