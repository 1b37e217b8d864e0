// Selects the effective model order: a bot's own, else its tenant's, else the platform's.
import { z } from "zod";

/** The platform's initial order. The tail (tail.ts) takes over as these models are retired. */
export const seedModels = [
  "gemini-2.5-flash",
  "gemini-2.0-flash",
  "gemini-2.5-flash-lite",
  "gemini-2.5-pro",
] as const;

/** The column ModelList.entries, in order. */
const Entries = z.array(z.object({ model: z.string(), enabled: z.boolean() }));
export type ModelEntry = z.infer<typeof Entries>[number];

/** The columns of a ModelList; `tenantId` null is the platform's list. */
export interface StoredList {
  tenantId: string | null;
  botId: string | null;
  entries: unknown;
}

/** @returns the effective list of the bot (of the tenant if `botId` is null), if there is one. */
export function effectiveList<T extends StoredList>(
  lists: readonly T[],
  botId: string | null,
): T | undefined {
  return (
    (botId !== null ? lists.find((list) => list.botId === botId) : undefined) ??
    lists.find((list) => list.tenantId !== null && list.botId === null) ??
    lists.find((list) => list.tenantId === null)
  );
}

/** The models of the list; empty without a list. @throws ZodError if the column has another shape */
export const entriesOf = (list: StoredList | undefined): ModelEntry[] => Entries.parse(list?.entries ?? []);

/** Names of the enabled models of the effective list. @throws ZodError as above */
export function enabledModels(lists: readonly StoredList[], botId: string | null): string[] {
  return entriesOf(effectiveList(lists, botId)).flatMap(({ model, enabled }) => (enabled ? [model] : []));
}
