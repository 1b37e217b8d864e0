// Where a browser finds the dashboard of this machine.
import { existsSync } from "node:fs";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { reachable } from "./ports.ts";

export interface Addresses {
  /** For a browser on this machine, or everywhere if PUBLIC_URL is set. */
  here: string;
  /** For browsers on other machines, if they can reach it; the likeliest first. */
  elsewhere: string[];
}

const ANY = ["0.0.0.0", "::"];
/** Bridges of containers and virtual machines, which lead nowhere else. */
const virtual = /^(docker|br-|veth|virbr|vboxnet|vmnet|lxc|cni|flannel)/;

interface Listening {
  /** As it was given; empty or missing: not set. */
  publicUrl: string | undefined;
  host: string;
  port: number;
}

/** A container's own addresses lead nowhere: its host publishes the port. */
const ownInterfaces = () =>
  ["/.dockerenv", "/run/.containerenv"].some((file) => existsSync(file)) ? {} : networkInterfaces();

/** @param interfaces of this machine */
export function addressesFor(
  { publicUrl, host, port }: Listening,
  interfaces: ReturnType<typeof networkInterfaces> = ownInterfaces(),
): Addresses {
  if (publicUrl) return { here: publicUrl.replace(/\/+$/, ""), elsewhere: [] };
  const here = `http://${reachable(host)}:${port}`;
  if (!ANY.includes(host)) return { here, elsewhere: [] };
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    virtual.test(name) ? [] : addresses.filter(({ internal, address }) => !internal && isIPv4(address)),
  );
  return { here, elsewhere: found.map(({ address }) => `http://${address}:${port}`) };
}
