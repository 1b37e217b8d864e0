"use client";
// Files on their way to the server, two at a time, with how much of each has been sent.
import { useEffect, useRef, useState } from "react";

export type UploadFault = "large" | "empty" | "lost" | "refused";

export interface Upload {
  key: string;
  file: File;
  state: "waiting" | "sending" | "failed";
  /** From 0 to 1. */
  sent: number;
  fault: UploadFault | null;
  /** The server's own sentence. */
  said: string | null;
}

interface Target {
  /** Where the bytes go. */
  address: (file: File) => string;
  /** Bytes of a file at most. */
  most: number;
  onDone: (file: File) => void;
}

const AT_ONCE = 2;

interface Answer {
  ok: boolean;
  said: string | null;
  lost: boolean;
}

/** What the server says; fetch tells nothing of how much has been sent. */
function send(
  address: string,
  file: File,
  { signal, onSent }: { signal: AbortSignal; onSent: (share: number) => void },
): Promise<Answer> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const { error } = (request.response ?? {}) as { error?: string };
      done({ ok: request.status < 300, said: error ?? null, lost: false });
    };
    request.onerror = request.onabort = () => done({ ok: false, said: null, lost: true });
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export function useUploads({ address, most, onDone }: Target) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());

  const change = (key: string, now: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...now } : upload)));
  const remove = (key: string) => setUploads((all) => all.filter((upload) => upload.key !== key));

  async function run({ key, file }: Upload): Promise<void> {
    const over = new AbortController();
    running.current.set(key, over);
    change(key, { state: "sending", sent: 0 });
    const answer = await send(address(file), file, {
      signal: over.signal,
      onSent: (sent) => change(key, { sent }),
    });
    running.current.delete(key);
    if (over.signal.aborted) return;
    if (answer.ok) {
      remove(key);
      onDone(file);
    } else change(key, { state: "failed", fault: answer.lost ? "lost" : "refused", said: answer.said });
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
    add(files: readonly File[]): void {
      const added = files.map((file): Upload => {
        const fault = file.size === 0 ? "empty" : file.size > most ? "large" : null;
        return {
          key: crypto.randomUUID(),
          file,
          state: fault ? "failed" : "waiting",
          sent: 0,
          fault,
          said: null,
        };
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
