import { expect } from "chai";
import fc from "fast-check";
import { maskAddress } from "../../../packages/core/src/sessions/masked-address.ts";

describe("maskAddress", () => {
  const places: Record<string, string> = {
    "203.0.113.77": "203.0.113.*",
    "127.0.0.1": "127.0.0.*",
    "0.0.0.0": "0.0.0.*",
    "::ffff:203.0.113.77": "203.0.113.*",
    "::FFFF:cb00:714d": "203.0.113.*",
    "0:0:0:0:0:ffff:203.0.113.77": "203.0.113.*",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:*",
    "2001:0DB8:0001::6": "2001:db8:1:*",
    "2001:db8::1": "2001:db8:0:*",
    "2001::5:0:0:1": "2001:0:0:*",
    "::1": "0:0:0:*",
    "::": "0:0:0:*",
    "::1.2.3.4": "0:0:0:*",
    "::102:304": "0:0:0:*",
    "fe80::1%eth0": "fe80:0:0:*",
    "fe80::1%br-lan.100": "fe80:0:0:*",
    "::ffff:203.0.113.77%2": "203.0.113.*",
  };
  for (const [ip, masked] of Object.entries(places))
    it(`shows ${ip} as ${masked}`, () => {
      expect(maskAddress(ip)).to.equal(masked);
    });

  const none = [
    ...["", " ", "*", "unknown", "localhost", "__proto__", "203.0.113", "203.0.113.256", "203.0.113.77:443"],
    ...["0x7f.0.0.1", "010.0.0.1", "2130706433", "203.0.113.77%eth0", "203.0.113.0/24", " 203.0.113.77"],
    ...["1:2:3", ":::", "1::2::3", "12345::", "2001:db8::/48", "[2001:db8::1]", "fe80::1%", "::%", "::ffff:0x7f.0.0.1"],
    ...["203.0.113.77, 10.0.0.1", "203.0.113.77\n", "203.0.113.77\u0000", "\ud800", "9".repeat(8192), ":".repeat(8192)],
  ];
  for (const text of none)
    it(`takes ${JSON.stringify(text.slice(0, 40))} for no address`, () => {
      expect(maskAddress(text)).to.be.undefined;
    });

  it("has nothing to show where nothing is known", () => {
    expect(maskAddress(undefined)).to.be.undefined;
  });

  it("masks an address in the same way however it is written", () => {
    fc.assert(
      fc.property(fc.ipV6(), (ip) => {
        const canonical = new URL(`http://[${ip}]/`).hostname.slice(1, -1);

        expect(maskAddress(ip)).to.be.a("string").and.equal(maskAddress(canonical));
        expect(maskAddress(ip.toUpperCase())).to.equal(maskAddress(ip));
        expect(maskAddress(`${ip}%eth0`)).to.equal(maskAddress(ip));
      }),
      { numRuns: 1000 },
    );
  });

  it("takes two IPv4 addresses for one place exactly where their first three numbers agree", () => {
    const near = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(255)).map((octets) => octets.join("."));

    fc.assert(
      fc.property(near, near, (a, b) => {
        const [netA, netB] = [a, b].map((ip) => ip.slice(0, ip.lastIndexOf(".")));

        expect(maskAddress(a) === maskAddress(b)).to.equal(netA === netB);
        expect(maskAddress(`::ffff:${a}`)).to.equal(maskAddress(a));
      }),
    );
  });

  it("survives any text", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.string({ unit: fc.constantFrom("0", "f", ":", ".", "%", "x"), maxLength: 60 }),
    );

    fc.assert(
      fc.property(text, (ip) => {
        expect(maskAddress(ip) ?? "0:0:0:*").to.match(/^(?:[\d.]+\.|[\da-f:]+:)\*$/);
      }),
      { numRuns: 2000 },
    );
  });
});
