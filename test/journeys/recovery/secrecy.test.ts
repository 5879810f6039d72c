import { expect } from "chai";
import { createHash } from "node:crypto";
import { signedInPerson } from "../../support/browser.ts";
import { openStolenStores, type StolenStores } from "../../support/stolen-stores.ts";
import { adminOf } from "../policy/acting.ts";
import { openLink, reset, tokenMailedTo } from "./lost.ts";

describe("The token of an enrollment link", function () {
  this.timeout(30_000);
  let stolen: StolenStores;

  before(async function () {
    stolen = await openStolenStores(this);
  });
  after(() => stolen.close());

  it("is nowhere but in the mail: no table, no key, no event and no log has it, nor its digest", async () => {
    const { app, dump } = stolen;
    const lost = await signedInPerson(app);
    await reset(await adminOf(app), lost.person).expect(200);
    const waiting = await dump();
    const token = await tokenMailedTo(app, lost.person);
    const sent = await dump();
    await lost.login();
    await openLink(lost, token).expect(200);
    const used = await dump();

    const digests = (["hex", "base64", "base64url"] as const).map((as) =>
      createHash("sha256").update(token).digest(as),
    );
    for (const known of ["enrollment_link", "mfa_outbox", "mfa_recoveries"]) expect(waiting).to.include(known);
    for (const secret of [token, Buffer.from(token).toString("base64"), ...digests])
      expect(waiting + sent + used).not.to.include(secret);
    expect(used).to.include(lost.person.id);
  });
});
