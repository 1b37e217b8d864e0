// Whose order of models holds: a bot's own, else its tenant's, else the platform's.
import { z } from "zod";

/** The seed's order: what the platform starts with. Its tail (tail.ts) takes over as these are retired. */
export const seedModels = [
  "gemini-2.5-flash",
  "gemini-2.0-flash",
  "gemini-2.5-flash-lite",
  "gemini-2.5-pro",
] as const;

/** The column ModelList.entries, in order. */
const Entries = z.array(z.object({ model: z.string(), enabled: z.boolean() }));
export type ModelEntry = z.infer<typeof Entries>[number];

/** The columns of a ModelList that decide; `tenantId` null is the platform's list. */
export interface StoredList {
  tenantId: string | null;
  botId: string | null;
  entries: unknown;
}

/** @returns the list that holds for the bot (or for the tenant, where `botId` is null), if there is any. */
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

/** The models of the list, none where there is no list. @throws ZodError where it holds something else */
export const entriesOf = (list: StoredList | undefined): ModelEntry[] => Entries.parse(list?.entries ?? []);

/** Names of the models that the order names, those switched off left out. @throws ZodError as above */
export function enabledModels(lists: readonly StoredList[], botId: string | null): string[] {
  return entriesOf(effectiveList(lists, botId)).flatMap(({ model, enabled }) => (enabled ? [model] : []));
}
