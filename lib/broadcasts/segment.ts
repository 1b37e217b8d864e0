// To which of a bot's people a broadcast goes.
import { z } from "zod";
import { locales } from "../messages/locales.ts";

const days = z.int().min(1).max(3_650).optional().catch(undefined);

/** The column Broadcast.segment; what is missing restricts nothing. */
export const BroadcastSegment = z.object({
  /** In which language the bot speaks with them. */
  locale: z.enum(locales).optional().catch(undefined),
  /** What the members have noted of them. */
  tag: z.string().min(1).max(30).optional().catch(undefined),
  /** Those who wrote within so many days. */
  seenWithin: days,
  /** Those who have not written for so many days. */
  unseenFor: days,
});
export type Segment = z.infer<typeof BroadcastSegment>;

/** A column that cannot be read restricts nothing: the page shows that, before anything is sent. */
export const segmentIn = (stored: unknown): Segment => BroadcastSegment.safeParse(stored).data ?? {};
