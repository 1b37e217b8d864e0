// The part of an address that one household or one server has as a whole, for limits by address.
import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** An IPv4 address, or an IPv6 network of 64 bits; what is neither is cut. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 64);
  const plain = ipaddr.process(address).toNormalizedString();
  return isIPv6(plain) ? `${plain.split(":").slice(0, 4).join(":")}::/64` : plain;
}
