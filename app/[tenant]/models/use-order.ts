"use client";
// The order with optimistic changes: saves run one after the other, conflicts are shown.
import { useEffect, useRef, useState } from "react";
import type { OrderView, Source } from "#lib/models/list.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { useChanges } from "../../saving/use-changes.ts";
import { type Live, saveOrder } from "./actions.ts";
import type { Conflict } from "./merge.ts";

type StoredOrder = Pick<OrderView, "entries" | "version" | "source" | "asOf">;

export interface EditableOrder {
  entries: ModelEntry[];
  source: Source;
  saving: boolean;
  conflict: Conflict | null;
  /** Shows the entries at once and saves them as a whole. */
  apply(entries: ModelEntry[]): void;
  /** Shows what the server holds now, after a change made elsewhere than in the list. */
  adopt(held: StoredOrder): void;
  /** Ends a conflict: null keeps theirs, entries are saved on top of it. */
  resolve(entries: ModelEntry[] | null): void;
}

/** The entries, then the models of the tail that are not among them. */
export const withTail = (entries: readonly ModelEntry[], tail: readonly string[]): ModelEntry[] => {
  const listed = new Set(entries.map(({ model }) => model));
  const added = tail.filter((model) => !listed.has(model)).map((model) => ({ model, enabled: true }));
  return [...entries, ...added];
};

/** @param saved called with what Undo brings back; `live` settles when the workers have it */
export function useOrder(
  tenant: string,
  botId: string | null,
  view: OrderView & { readonly tail: readonly string[] },
  saved: (before: ModelEntry[], live: Promise<Live>) => void,
): EditableOrder {
  const { value, busy, change, adopt: show, dropWaiting } = useChanges<StoredOrder>(view);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  // Base of the next save: the newer of the page's order and the last save's answer.
  const told = useRef<StoredOrder>(view);
  const shown = useRef(value.entries);
  useEffect(() => {
    if (view.asOf >= told.current.asOf) told.current = view;
  }, [view]);
  useEffect(() => {
    shown.current = value.entries;
  }, [value.entries]);
  const source = botId ? "bot" : "tenant";

  function save(wanted: ModelEntry[]): void {
    let base: StoredOrder = told.current;
    // The platform's order becomes one of their own with what was tried after it: a change must not leave fewer models.
    const kept = (entries: ModelEntry[]): ModelEntry[] =>
      base.source === "platform" ? withTail(entries, view.tail) : entries;
    const next = kept(wanted);
    change(
      (held) => ({ ...held, entries: next, source }),
      {
        request() {
          base = told.current;
          return saveOrder(tenant, { botId, version: base.version, entries: next });
        },
        done(answer) {
          if (answer.kind === "conflict") {
            setConflict({ theirs: answer.theirs, mine: shown.current, base: base.entries });
            dropWaiting();
          } else {
            const { version } = answer;
            told.current = { entries: next, version, source, asOf: version };
            saved(kept(base.entries), answer.live);
          }
          return null;
        },
      },
      { whole: true },
    );
  }

  function adopt(held: StoredOrder): void {
    told.current = held;
    show(held);
  }

  return {
    entries: conflict ? conflict.mine : value.entries,
    source: value.source,
    saving: busy,
    conflict,
    // During a conflict further changes belong to this side.
    apply: (next) => (conflict ? setConflict({ ...conflict, mine: next }) : save(next)),
    adopt,
    resolve(next) {
      if (!conflict) return;
      setConflict(null);
      adopt(conflict.theirs);
      if (next) save(next);
    },
  };
}
