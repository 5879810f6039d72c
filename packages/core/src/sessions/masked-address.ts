import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * An address without the part that tells one household from its neighbours: the first 24 bits of IPv4 (`203.0.113.*`),
 * the first 48 of IPv6 (`2001:db8:1:*`), the most that one home is usually given (RFC 6177). IPv4 inside IPv6
 * (`::ffff:203.0.113.77`, RFC 4291, section 2.5.5.2) counts as IPv4. However an address is written, its masked form is the
 * same, so two addresses count as one place if and only if their masked forms are equal. `undefined` where it is none.
 */
export function maskAddress(ip: string | undefined): string | undefined {
  const address = withoutZone(ip ?? "");
  // The parser throws at what it does not know, and takes octal, hexadecimal and shortened IPv4, which Node.js refuses.
  if (isIP(address) === 0 || !ipaddr.isValid(address)) return undefined;
  // It would read `::1.2.3.4` as IPv4, but not `::102:304`, which is the same address (RFC 4291, section 2.5.5.1).
  const parsed = ipaddr.process(address.replace(/^::(?=\d+\.)/, "0::"));
  return "octets" in parsed
    ? `${parsed.octets.slice(0, 3).join(".")}.*`
    : `${parsed.parts
        .slice(0, 3)
        .map((part) => part.toString(16))
        .join(":")}:*`;
}

/** `fe80::1%eth0`: the name of an interface on one machine says nothing to others (RFC 4007, section 11). */
function withoutZone(ip: string): string {
  return ip.includes(":") ? ip.replace(/%.+$/s, "") : ip;
}
