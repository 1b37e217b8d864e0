import type { ModelEntry } from "#lib/models/order.ts";

/** What is tried, as it stands in the form. */
export interface Draft {
  entries: ModelEntry[];
  /** Ids of keys to do without. */
  without: string[];
  /** Keys more. */
  more: number;
  /** A made-up day in place of the last 24 hours as they were. */
  madeUp: boolean;
  /** Of the made-up day, as typed. */
  messages: string;
}

/** Of a made-up day; null: the last 24 hours as they were. */
export const messagesOf = ({ madeUp, messages }: Draft): number | null => (madeUp ? Number(messages) : null);
