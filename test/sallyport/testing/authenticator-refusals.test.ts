import { expect } from "chai";
import { authenticator } from "sallyport/testing";
import { asking, creation, ORIGIN } from "./relying-party.ts";

describe("authenticator() refuses as a browser does", () => {
  it("a second credential where one of excludeCredentials is here", () => {
    const key = authenticator({ origin: ORIGIN });
    const { id } = key.register(creation());
    const excluding = creation({ excludeCredentials: [{ id, type: "public-key" }] });

    expect(nameOf(() => key.register(excluding))).to.equal("InvalidStateError");
    expect(nameOf(() => key.register(excluding, { unchecked: true }))).to.equal("nothing");
  });

  it("an algorithm that was not asked for", () => {
    const key = authenticator({ origin: ORIGIN, algorithm: "RS256" });
    const options = creation({ pubKeyCredParams: [{ type: "public-key", alg: -7 }] });

    expect(nameOf(() => key.register(options))).to.equal("NotSupportedError");
    expect(nameOf(() => key.register(options, { unchecked: true }))).to.equal("nothing");
  });

  it("another site's RP ID", () => {
    const key = authenticator({ origin: "https://bank.example.evil.example" });

    expect(nameOf(() => key.register(creation()))).to.equal("SecurityError");
    expect(nameOf(() => key.authenticate(asking()))).to.equal("SecurityError");
  });

  it("a sign-in with a credential that is not allowed", () => {
    const key = authenticator({ origin: ORIGIN });
    key.register(creation());
    const options = asking({ allowCredentials: [{ id: "AAAA", type: "public-key" }] });

    expect(nameOf(() => key.authenticate(options))).to.equal("NotAllowedError");
    expect(nameOf(() => key.authenticate(options, { unchecked: true }))).to.equal("nothing");
  });

  it("a sign-in without a name with a credential that can't be discovered", () => {
    const key = authenticator({ origin: ORIGIN });
    const { id } = key.register(creation({ authenticatorSelection: { residentKey: "discouraged" } }));

    const named = key.authenticate(asking({ allowCredentials: [{ id, type: "public-key" }] }));

    expect(nameOf(() => key.authenticate(asking()))).to.equal("NotAllowedError");
    expect(named.response).not.to.have.property("userHandle");
  });

  it("nothing of a passkey, which says whose it is", () => {
    const key = authenticator({ origin: ORIGIN });
    const { user } = creation();
    key.register(creation());

    const { response } = key.authenticate(asking());

    expect(response.userHandle).to.equal(user.id);
    expect(key.credentials[0]).to.include({ userHandle: user.id, rpId: "bank.example", discoverable: true });
  });
});

function nameOf(act: () => unknown): string {
  try {
    act();
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
