import { canonicalIdentifier } from "@sallyport/core";
import { expect } from "chai";
import { canonicalAddress } from "../../../packages/core/src/limits/canonical-address.ts";

describe("canonicalIdentifier", () => {
  for (const spelling of ["bob", "BOB", " bob ", "ｂｏｂ", "b\u00a0o\tb", "Ｂob"])
    it(`makes bob of ${JSON.stringify(spelling)}`, () => {
      expect(canonicalIdentifier(spelling)).to.equal("bob");
    });

  it("keeps different people apart, and comes to rest", () => {
    const names = ["bob", "rob", "bób", "bob@x", "bob@y", "ﬁ", "İ", "ẞ", "ϓ"];

    const canonical = names.map((name) => canonicalIdentifier(name));

    expect(new Set(canonical).size).to.equal(names.length);
    expect(canonical.map((name) => canonicalIdentifier(name))).to.deep.equal(canonical);
  });
});

describe("canonicalAddress", () => {
  for (const [address, client] of [
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["junk", "none"],
    ["", "none"],
    ["010.1.1.1", "none"],
    ["203.0.113.7, 10.0.0.1", "none"],
  ] as const)
    it(`takes ${JSON.stringify(address)} for ${client}`, () => {
      expect(canonicalAddress(address, 64)).to.equal(client);
    });

  it("takes as many bits of IPv6 as it is told", () => {
    const [one, other] = ["2001:db8:1:2::1", "2001:db8:1:ff::1"].map((address) => canonicalAddress(address, 48));

    expect(one).to.equal("2001:db8:1::/48").and.to.equal(other);
  });
});
