// What somebody typed and has not saved, kept in the browser: per person, workspace and form. Only fields that a form names
// are kept, so a key, a token or a password is never written.

/** Typed values of a form's kept fields. */
export type Typed = Record<string, unknown>;

export interface StoredDraft {
  typed: Typed;
  /** What the fields held before: the text that was stored then. */
  from: Typed;
  /** Unix time in ms of the last change. */
  at: number;
}

const PREFIX = "draft:";
/** Nobody looks for a text of longer ago, and storage is small. */
const LIFE_MS = 30 * 86_400_000;

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** @param scope whose: the person and the workspace, or the form's page before anybody is signed in */
export const draftKey = (scope: string, form: string): string => `${PREFIX}${scope}:${form}`;

const isObject = (value: unknown): value is Typed =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** @returns null where there is none, where it is too old, or where something else stands in its place */
export function readDraft(store: Store, key: string, now = Date.now()): StoredDraft | null {
  try {
    const { typed, from, at } = JSON.parse(store.getItem(key) ?? "null") ?? {};
    if (isObject(typed) && isObject(from) && typeof at === "number" && now - at < LIFE_MS)
      return { typed, from, at };
    store.removeItem(key);
  } catch {
    // The browser refuses storage, or the text is no JSON: there is no draft.
  }
  return null;
}

/** Never throws: a full or refused storage keeps nothing. */
export function keepDraft(
  store: Store,
  key: string,
  { typed, from }: Omit<StoredDraft, "at">,
  now = Date.now(),
): void {
  try {
    store.setItem(key, JSON.stringify({ typed, from, at: now } satisfies StoredDraft));
  } catch {
    // As above.
  }
}

/** For what is saved, or discarded on purpose. */
export function dropDraft(store: Store, key: string): void {
  try {
    store.removeItem(key);
  } catch {
    // As above.
  }
}
