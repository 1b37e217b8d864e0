// One note that a channel has to deliver, and how that went.
import type { AlertTry, Note, Reader } from "#lib/alerts/notes.ts";
import type { Way } from "#lib/alerts/ways.ts";
import type { LiveConfig } from "#lib/live-config/live-config.ts";

export interface Errand {
  way: Way;
  note: Note;
  reader: Reader;
  live: LiveConfig;
}

export type ErrandOutcome = AlertTry & {
  /** Nothing more is sent on this way now. */
  stop?: boolean;
};
