// Whose order of models holds: a bot's own, else its tenant's, else the platform's.

export interface ModelEntry {
  model: string;
  enabled: boolean;
}

/** The columns of a ModelList that decide; `tenantId` null is the platform's list. */
interface StoredList {
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

/** Names of the models to try, in order. */
export function enabledModels(lists: readonly StoredList[], botId: string | null): string[] {
  const entries = (effectiveList(lists, botId)?.entries ?? []) as ModelEntry[];
  return entries.flatMap(({ model, enabled }) => (enabled ? [model] : []));
}
