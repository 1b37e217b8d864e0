// How many pages follow a chat at once: of one person, of one tenant, and in all.
import { slotsOfPeople } from "#lib/slots.ts";

/** Each asks the database every two seconds, and holds a connection of the browser's. */
export const openChats = slotsOfPeople({ person: 4, tenant: 60, all: 240 });
