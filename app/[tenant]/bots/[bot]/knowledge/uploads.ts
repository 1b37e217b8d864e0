"use client";
// Files on their way to the server, two at a time, with how much of each has arrived.
import { useEffect, useRef, useState } from "react";
import { uploadSource } from "../../../../source-upload.ts";

type UploadFault = "large" | "empty" | "lost" | "refused";

export interface Upload {
  key: string;
  file: File;
  /** The source whose file it replaces. */
  sourceId: string | null;
  state: "waiting" | "sending" | "failed";
  /** From 0 to 1. */
  sent: number;
  fault: UploadFault | null;
  /** The server's own sentence. */
  said: string | null;
}

interface Target {
  tenant: string;
  bot: string;
  /** Bytes of a file at most. */
  most: number;
  onDone: (file: File) => void;
}

const AT_ONCE = 2;

export function useUploads({ tenant, bot, most, onDone }: Target) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());

  const change = (key: string, now: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...now } : upload)));
  const remove = (key: string) => setUploads((all) => all.filter((upload) => upload.key !== key));

  async function run({ key, file, sourceId }: Upload): Promise<void> {
    const over = new AbortController();
    running.current.set(key, over);
    change(key, { state: "sending", sent: 0 });
    const answer = await uploadSource({
      ...{ tenant, botId: bot, file, signal: over.signal, ...(sourceId && { sourceId }) },
      onProgress: (sent) => change(key, { sent }),
    }).catch(() => null);
    running.current.delete(key);
    if (over.signal.aborted) return;
    if (answer && "id" in answer) {
      remove(key);
      onDone(file);
    } else change(key, { state: "failed", fault: answer ? "refused" : "lost", said: answer?.error || null });
  }

  useEffect(() => {
    const free = AT_ONCE - running.current.size;
    const next = uploads.filter(({ state, key }) => state === "waiting" && !running.current.has(key));
    for (const upload of next.slice(0, Math.max(0, free))) void run(upload);
  });

  const isBusy = uploads.some(({ state }) => state !== "failed");
  useEffect(() => {
    if (!isBusy) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isBusy]);

  return {
    uploads,
    /** @param sourceId of the source whose file they replace */
    add(files: readonly File[], sourceId: string | null = null): void {
      const added = files.map((file): Upload => {
        const fault = file.size === 0 ? "empty" : file.size > most ? "large" : null;
        const state = fault ? "failed" : "waiting";
        return { key: crypto.randomUUID(), file, sourceId, state, sent: 0, fault, said: null };
      });
      setUploads((all) => [...all, ...added]);
    },
    /** Takes it off the list, and ends it where it is under way. */
    drop(key: string): void {
      running.current.get(key)?.abort();
      running.current.delete(key);
      remove(key);
    },
    again: (key: string) => change(key, { state: "waiting", fault: null, said: null, sent: 0 }),
  };
}
