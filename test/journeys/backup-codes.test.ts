import { expect } from "chai";
import { enrolledPerson, openBrowser, signedInPerson } from "../support/browser.ts";
import { onEveryStack } from "../support/stacks.ts";

onEveryStack("Backup codes", (current) => {
  it("sign a person in once each", async () => {
    const browser = await enrolledPerson(current());
    const other = browser.elsewhere();
    await browser.login();
    await other.login();
    const [code] = browser.backupCodes;

    const first = await browser.api("verify/backup", { code });
    const second = await other.api("verify/backup", { code });

    expect(first.status).to.equal(200);
    expect(first.body).to.deep.include({ verified: true, backupCodesRemaining: 9 });
    expect(second.status).to.equal(401);
    expect(await other.isIn()).to.equal(false);
  });

  it("may be typed in lower case, without the hyphen, and with an O for a zero", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();
    const typed = browser.backupCodes[3]?.toLowerCase().replace("-", "").replaceAll("0", "o");

    const answer = await browser.api("verify", { method: "backup_code", code: typed });

    expect(answer.status).to.equal(200);
  });

  it("are no codes of an authenticator app, and the other way round", async () => {
    const browser = await enrolledPerson(current());
    await browser.login();

    const asTotp = await browser.api("verify", { method: "totp", code: browser.backupCodes[0] });
    const asBackup = await browser.api("verify/backup", { code: `0000${browser.code()}` });

    expect([asTotp.status, asBackup.status]).to.deep.equal([401, 401]);
    expect(await browser.isIn()).to.equal(false);
  });

  it("all die when new ones are made", async () => {
    const browser = await signedInPerson(current());
    const made = await browser.api("backup-codes/regenerate");
    const other = browser.elsewhere();
    await other.login();

    const old = await other.api("verify/backup", { code: browser.backupCodes[0] });
    const fresh = await other.api("verify/backup", { code: made.body.backupCodes[0] });

    expect(made.body.backupCodes).to.have.lengthOf(10);
    expect([old.status, fresh.status]).to.deep.equal([401, 200]);
  });

  it("are counted but never shown again", async () => {
    const browser = await signedInPerson(current());

    const status = await browser.status();

    expect(status.body.backupCodes.remaining).to.equal(10);
    for (const code of browser.backupCodes)
      expect(status.text).not.to.include(code).and.not.to.include(code.slice(0, 5));
  });

  it("belong to one person: another one's code opens nothing", async () => {
    const app = current();
    const [mine, theirs] = [await enrolledPerson(app), await enrolledPerson(app)];
    await theirs.login();

    const answer = await theirs.api("verify/backup", { code: mine.backupCodes[0] });

    expect(answer.status).to.equal(401);
  });

  it("say when only three are left", async () => {
    const app = current();
    const browser = await signedInPerson(app);

    for (const code of browser.backupCodes.slice(0, 7)) await browser.api("verify/backup", { code });

    const low = app.events.filter(({ type, userId }) => type === "backup_codes_low" && userId === browser.person.id);
    expect(low.map(({ data }) => data?.["remaining"])).to.deep.equal([3]);
  });

  it("go when the last method goes", async () => {
    const browser = await signedInPerson(current());

    await browser.api("disable");

    const status = await browser.status();
    expect(status.body.enabled).to.equal(false);
    expect(status.body.backupCodes.remaining).to.equal(0);
  });

  it("need a second factor before new ones are made", async () => {
    const app = current();
    const browser = openBrowser(app);
    await browser.login();

    const answer = await browser.api("backup-codes/regenerate");

    expect(answer.status).to.equal(409);
    expect(answer.body.code).to.equal("ERR-MFA-NOT-ENABLED");
  });
});
