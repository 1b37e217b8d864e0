// Tells whoever started the platform where the first visit begins.
import type { Addresses } from "./addresses.ts";
import { terminalQr } from "./terminal-qr.ts";

/**
 * @param isTerminal whether somebody looks at it: a log needs no picture
 * @returns lines to print
 */
export function setupLines({ here, elsewhere }: Addresses, code: string, isTerminal: boolean): string[] {
  const linkTo = (address: string) => `${address}/setup?code=${code}`;
  const [nearest = here] = elsewhere;
  return [
    `First visit: ${linkTo(here)}`,
    ...elsewhere.map((address) => `From another device: ${linkTo(address)}`),
    ...(isTerminal ? [terminalQr(linkTo(nearest))] : []),
  ];
}
