import { SettingsService } from "@simplewebauthn/server";
import { expect } from "chai";
import { X509Certificate } from "node:crypto";
import { authenticator, type Authenticator } from "sallyport/testing";
import { creation, enrolled, ORIGIN, reasonOf } from "./relying-party.ts";

const AAGUID = "ee882879-721c-4913-9775-3dfcce97072a";

describe("An authenticator() with an attestationCertificate", () => {
  afterEach(() => {
    SettingsService.setRootCertificates({ identifier: "packed", certificates: [] });
  });

  it("is believed by whoever trusts its root, and by nobody who trusts another", async () => {
    const key = certified();
    const options = creation({ attestation: "direct" });
    const response = key.register(options);

    trust(key);
    const own = await reasonOf(enrolled(options, response));
    trust(certified());
    const foreign = await reasonOf(enrolled(options, response));

    expect(own).to.equal("accepted");
    expect(foreign).to.include("x5c could not be chained");
  });

  it("has a root that OpenSSL reads, too", () => {
    const root = new X509Certificate(certified().attestationRoot ?? "");

    expect(root.ca).to.equal(true);
    expect(root.verify(root.publicKey)).to.equal(true);
  });

  it("names its model in its certificate as well, and a lie about it comes out", async () => {
    const key = certified();
    const options = creation({ attestation: "direct" });

    const lying = key.register(options, { authenticatorData: (it) => ({ ...it, aaguid: new Uint8Array(16) }) });

    expect(await reasonOf(enrolled(options, lying))).to.match(/aaguid/i);
  });

  it("says nothing of its maker where the server doesn't ask", async () => {
    const options = creation();

    const { response } = certified().register(options);

    expect(Buffer.from(response.attestationObject, "base64url").toString("latin1")).to.include("none");
  });
});

function certified(): Authenticator {
  return authenticator({ origin: ORIGIN, attestationCertificate: true, aaguid: AAGUID });
}

function trust({ attestationRoot = "" }: Authenticator): void {
  SettingsService.setRootCertificates({ identifier: "packed", certificates: [attestationRoot] });
}
