// How many pulses are open at once: of one person, of one tenant, and in all.
import { Slots } from "#lib/slots.ts";

const ALL = 600;
const people = new Slots({ each: 20, all: ALL });
const tenants = new Slots({ each: 200, all: ALL });

/** @returns what closes it; null: too many are open. */
export function openPulses(personId: string, tenantId: string): (() => void) | null {
  if (!people.take(personId)) return null;
  if (!tenants.take(tenantId)) {
    people.giveBack(personId);
    return null;
  }
  return () => {
    people.giveBack(personId);
    tenants.giveBack(tenantId);
  };
}
