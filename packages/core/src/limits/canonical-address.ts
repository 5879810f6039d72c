import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** All that is no address shares one budget: nobody gets a fresh one by sending rubbish. */
const NO_ADDRESS = "none";

/**
 * The client that an address stands for: IPv4 as it is, also where it comes inside IPv6 (`::ffff:1.2.3.4`, RFC 4291
 * §2.5.5.2), and of IPv6 the first bits, since one subscriber has at least a /64 to choose from.
 */
export function canonicalAddress(address: string, ipv6PrefixLength: number): string {
  const plain = address.replace(/%.*$/s, "");
  // The parser throws at what it does not know, and takes octal, hexadecimal and shortened IPv4, which Node.js refuses.
  if (isIP(plain) === 0 || !ipaddr.isValid(plain)) return NO_ADDRESS;
  const parsed = ipaddr.process(plain);
  if ("octets" in parsed) return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${String(ipv6PrefixLength)}`);
  return `${network.toString()}/${String(ipv6PrefixLength)}`;
}
