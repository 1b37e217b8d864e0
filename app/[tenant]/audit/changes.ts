// What an entry changed, for its row. Pure.

/** What of `before` and `after` differs; ids of other rows are left out, which say nothing to a reader. */
export interface FactChange {
  name: string;
  before: FactValue;
  after: FactValue;
}
export type FactValue = string | number | boolean | null;

const hidden = ["takenBy", "projectId", "session", "id"];
const factsIn = (value: unknown): Record<string, FactValue> =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Record<string, FactValue>)
    : {};

export function changesIn(row: { before: unknown; after: unknown; detail: unknown }): FactChange[] {
  const before = factsIn(row.before);
  const after = row.before === null && row.after === null ? factsIn(row.detail) : factsIn(row.after);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    return was === is || hidden.includes(name) ? [] : [{ name, before: was, after: is }];
  });
}
