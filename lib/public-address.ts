// Requests to addresses that a member typed: none may lead into a private network.
import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether requests may go to this address: on the internet, and no network of the operator's own. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

export class PrivateAddress extends Error {
  constructor() {
    super("The address leads into a private network.");
    this.name = "PrivateAddress";
  }
}

/** Checks what the name resolves to at the moment of the connection, so that no later answer can lead elsewhere. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "");
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new PrivateAddress(), "");
    if (options.all) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

/**
 * @param anywhere whether private networks are allowed
 * @returns options of a request to this address @throws PrivateAddress
 */
export function publicOnly(url: URL, anywhere: boolean): { agent: false; lookup?: LookupFunction } {
  if (anywhere) return { agent: false };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // A literal address is connected to without a lookup.
  if (ipaddr.isValid(host) && !isPublicAddress(host)) throw new PrivateAddress();
  return { agent: false, lookup: publicLookup };
}
