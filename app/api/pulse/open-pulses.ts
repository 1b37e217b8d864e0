// How many pulses are open at once: of one person, of one tenant, and in all.
import { slotsOfPeople } from "#lib/slots.ts";

export const openPulses = slotsOfPeople({ person: 20, tenant: 200, all: 600 });
