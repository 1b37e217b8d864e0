"use client";
// Files on their way to the server, two at a time, with how much of each has arrived.
import { useEffect, useRef, useState } from "react";
import { takeBackUpload, uploadSource } from "../../../../source-upload.ts";

type UploadFault = "large" | "empty" | "lost" | "refused";

export interface FileUpload {
  /** Of the upload on the server too, the same for another try. */
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
  /** The server has nothing of it any more. */
  onTakenBack: () => void;
}

const AT_ONCE = 2;

export function useUploads({ tenant, bot, most, onDone, onTakenBack }: Target) {
  const [uploads, setUploads] = useState<readonly FileUpload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  /** Keys of those that broke off: the server may keep what has arrived. */
  const broken = useRef(new Set<string>());
  const addressOf = (key: string) => ({ tenant, botId: bot, upload: key });

  const change = (key: string, now: Partial<FileUpload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...now } : upload)));
  const remove = (key: string) => setUploads((all) => all.filter((upload) => upload.key !== key));

  async function run({ key, file, sourceId }: FileUpload): Promise<void> {
    const over = new AbortController();
    running.current.set(key, over);
    broken.current.delete(key);
    change(key, { state: "sending", sent: 0 });
    const answer = await uploadSource({
      ...{ ...addressOf(key), file, signal: over.signal, ...(sourceId && { sourceId }) },
      onProgress: (sent) => change(key, { sent }),
    }).catch(() => null);
    running.current.delete(key);
    if (over.signal.aborted) return onTakenBack();
    if (answer && "id" in answer) {
      remove(key);
      onDone(file);
      return;
    }
    broken.current.add(key);
    change(key, { state: "failed", fault: answer ? "refused" : "lost", said: answer?.error || null });
  }

  /** @param keys of those that nobody goes on with */
  async function takeBack(keys: Iterable<string>): Promise<void> {
    const all = [...keys];
    for (const key of all) broken.current.delete(key);
    await Promise.all(all.map((key) => takeBackUpload(addressOf(key))));
  }

  const leave = useRef(takeBack);
  leave.current = takeBack;
  useEffect(() => {
    const close = () => void leave.current([...running.current.keys(), ...broken.current]);
    window.addEventListener("pagehide", close);
    return () => {
      window.removeEventListener("pagehide", close);
      // Those under way go on behind another page.
      void leave.current(broken.current);
    };
  }, []);

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
      const added = files.map((file): FileUpload => {
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
      if (broken.current.has(key)) void takeBack([key]).then(onTakenBack);
    },
    again: (key: string) => change(key, { state: "waiting", fault: null, said: null, sent: 0 }),
  };
}
