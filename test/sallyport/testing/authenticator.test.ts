import { expect } from "chai";
import { authenticator } from "sallyport/testing";
import { asking, creation, enrolled, ORIGIN, passed, reasonOf } from "./relying-party.ts";

describe("authenticator()", () => {
  for (const algorithm of ["ES256", "EdDSA", "RS256"] as const)
    for (const attestation of ["none", "direct"] as const)
      it(`registers and signs in with ${algorithm} and the attestation "${attestation}", as SimpleWebAuthn sees it`, async () => {
        const key = authenticator({ origin: ORIGIN, algorithm });
        const created = creation({ attestation });
        const credential = await enrolled(created, key.register(created));

        const options = asking();
        const counter = await passed({ options, credential }, key.authenticate(options));

        expect(counter).to.equal(0);
      });

  it("answers a registration with what browsers answer", () => {
    const key = authenticator({ origin: ORIGIN, attachment: "cross-platform" });

    const answer = key.register(creation({ extensions: { credProps: true } }));

    expect(answer).to.include({ id: answer.rawId, type: "public-key", authenticatorAttachment: "cross-platform" });
    expect(answer.clientExtensionResults).to.deep.equal({ credProps: { rk: true } });
    expect(answer.response)
      .to.include({ publicKeyAlgorithm: -7 })
      .and.to.include.keys("publicKey", "authenticatorData");
    expect(answer.response.transports).to.deep.equal(["usb"]);
  });

  it("counts from the first signature on, if it counts at all", async () => {
    const key = authenticator({ origin: ORIGIN, counter: 7 });
    const created = creation();
    const credential = await enrolled(created, key.register(created));

    const counters: number[] = [];
    for (const options of [asking(), asking()])
      counters.push(await passed({ options, credential }, key.authenticate(options)));

    expect([credential.counter, ...counters]).to.deep.equal([7, 8, 9]);
    expect(key.credentials[0]?.counter).to.equal(9);
  });

  it("shows an old counter where a test says so", async () => {
    const key = authenticator({ origin: ORIGIN, counter: 100 });
    const created = creation();
    const credential = await enrolled(created, key.register(created));

    key.counter(5);
    const options = asking();
    const work = passed({ options, credential }, key.authenticate(options));

    expect(await reasonOf(work)).to.include("counter value 5");
  });

  it("is copied with its keys, and each copy counts for itself", async () => {
    const key = authenticator({ origin: ORIGIN, counter: 1 });
    const created = creation();
    const credential = await enrolled(created, key.register(created));

    const copy = key.clone();
    const [mine, theirs] = [asking(), asking()];
    key.authenticate(asking());
    const counters = [
      await passed({ options: mine, credential }, key.authenticate(mine)),
      await passed({ options: theirs, credential }, copy.authenticate(theirs)),
    ];

    expect(counters).to.deep.equal([3, 2]);
  });

  it("says in its flags who was there and where its keys live", async () => {
    const flags = { userVerification: false, backupEligible: true, backedUp: true };
    const key = authenticator({ origin: ORIGIN, ...flags });
    const { response } = key.register(creation());

    const byte = Buffer.from(response.authenticatorData ?? "", "base64url")[32];

    // UP, BE, BS and AT; no UV.
    expect(byte).to.equal(0x01 | 0x08 | 0x10 | 0x40);
  });
});
