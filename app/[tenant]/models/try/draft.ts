import type { ModelEntry } from "#lib/models/order.ts";

/** The values of the form. */
export interface Draft {
  entries: ModelEntry[];
  /** Ids of keys to leave out. */
  without: string[];
  /** Number of additional keys. */
  more: number;
  /** A made-up day in place of the last 24 hours as they were. */
  madeUp: boolean;
  /** Of the made-up day, as typed. */
  messages: string;
}

/** Of a made-up day; null: the last 24 hours as they were. */
export const messagesOf = ({ madeUp, messages }: Draft): number | null => (madeUp ? Number(messages) : null);
