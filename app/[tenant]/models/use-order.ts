"use client";
// The order as one sees it at once, and as the server holds it: saves follow each other, conflicts are shown.
import { useCallback, useEffect, useRef, useState } from "react";
import type { OrderView, Source } from "#lib/models/list.ts";
import type { ModelEntry } from "#lib/models/order.ts";
import { useAttempt } from "../../components/use-attempt.ts";
import { type Live, saveOrder } from "./actions.ts";

export interface Conflict {
  theirs: OrderView;
  mine: ModelEntry[];
  /** What mine was made from. */
  base: ModelEntry[];
}

interface Held {
  entries: ModelEntry[];
  version: number;
  source: Source;
  asOf: number;
}

interface Notices {
  /** Saved; `before` is what Undo brings back, `live` settles when the workers have it. */
  saved(before: ModelEntry[], live: Promise<Live>): void;
  failed(message: string): void;
}

export interface Order {
  entries: ModelEntry[];
  source: Source;
  saving: boolean;
  conflict: Conflict | null;
  /** Shows the entries at once and saves them as a whole. */
  apply(entries: ModelEntry[]): void;
  /** Shows what the server holds now, after a change made elsewhere than in the list. */
  adopt(held: Held): void;
  /** Ends a conflict with what the other made, or with these entries on top of it. */
  resolve(entries: ModelEntry[] | null): void;
}

export function useOrder(tenant: string, botId: string | null, view: OrderView, notices: Notices): Order {
  const attempt = useAttempt();
  const [entries, setEntries] = useState(view.entries);
  const [source, setSource] = useState(view.source);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [saving, setSaving] = useState(false);
  const server = useRef<Held>(view);
  const wanted = useRef<ModelEntry[] | null>(null);
  const running = useRef(false);

  const adopt = useCallback((held: Held) => {
    server.current = held;
    setEntries(held.entries);
    setSource(held.source);
  }, []);

  // What others saved comes with the page's refresh; it never takes away what is being saved here.
  useEffect(() => {
    const older = view.asOf < server.current.asOf;
    if (!running.current && !conflict && !older) adopt(view);
  }, [view, conflict, adopt]);

  async function flush(): Promise<void> {
    if (running.current) return;
    running.current = true;
    setSaving(true);
    try {
      while (wanted.current) {
        const next = wanted.current;
        wanted.current = null;
        const base = server.current;
        const result = await attempt(() =>
          saveOrder(tenant, { botId, version: base.version, entries: next }),
        );
        if (!result.ok) {
          wanted.current = null;
          notices.failed(result.error);
          return adopt(base);
        }
        if (result.value.kind === "conflict") {
          const mine = wanted.current ?? next;
          wanted.current = null;
          setConflict({ theirs: result.value.theirs, mine, base: base.entries });
          return;
        }
        const { version } = result.value;
        const held: Held = { entries: next, version, source: botId ? "bot" : "tenant", asOf: version };
        server.current = held;
        setSource(held.source);
        notices.saved(base.entries, result.value.live);
      }
    } finally {
      running.current = false;
      setSaving(false);
    }
  }

  return {
    entries,
    source,
    saving,
    conflict,
    adopt,
    apply(next) {
      setEntries(next);
      wanted.current = next;
      void flush();
    },
    resolve(next) {
      if (!conflict) return;
      adopt(conflict.theirs);
      setConflict(null);
      if (!next) return;
      setEntries(next);
      wanted.current = next;
      void flush();
    },
  };
}
