// Files on their way to the server, two at a time, with how much of each has arrived. They belong to the browser's tab, not to a page:
// they go on while somebody looks at others.
import type { takeBackUpload, uploadSource } from "../../../../source-upload.ts";

type UploadFault = "large" | "empty" | "lost" | "refused";

export interface FileUpload {
  /** Of the upload on the server too, the same for another try. */
  key: string;
  file: File;
  /** The source whose file it replaces. */
  sourceId: string | null;
  /** `away`: until the connection is back. */
  state: "waiting" | "sending" | "away" | "failed";
  /** From 0 to 1. */
  sent: number;
  fault: UploadFault | null;
  /** The server's own sentence. */
  said: string | null;
}

/** Of the files of a bot that are under way together. */
export interface UploadTally {
  stored: number;
  failed: number;
  total: number;
}

export interface UploadTarget {
  tenant: string;
  bot: string;
  /** Bytes of a file at most. */
  most: number;
  /** @param told.isSeen whether a page shows the bot's uploads */
  onStored(upload: FileUpload, told: UploadTally & { isSeen: boolean }): void;
  onFailed(upload: FileUpload, told: UploadTally & { isSeen: boolean }): void;
}

interface Entry {
  upload: FileUpload;
  target: UploadTarget;
}

const AT_ONCE = 2;
const none: readonly FileUpload[] = [];

export class UploadQueue {
  readonly #send: typeof uploadSource;
  readonly #takeBack: typeof takeBackUpload;
  readonly #whenBack: () => Promise<void> | null;
  #entries: readonly Entry[] = [];
  #shown = new Map<string, readonly FileUpload[]>();
  readonly #running = new Map<string, AbortController>();
  /** Those that broke off: the server may keep what has arrived. */
  readonly #broken = new Set<string>();
  #isStarting = false;
  /** By bot; begins anew where nothing is under way. */
  readonly #tallies = new Map<string, UploadTally>();
  readonly #listeners = new Set<() => void>();
  /** By bot, what pages that show its uploads do when the server has more or less of them. */
  readonly #pages = new Map<() => void, string>();

  /** @param ways.whenBack null where there is a connection */
  constructor(ways: {
    send: typeof uploadSource;
    takeBack: typeof takeBackUpload;
    whenBack: () => Promise<void> | null;
  }) {
    this.#send = ways.send;
    this.#takeBack = ways.takeBack;
    this.#whenBack = ways.whenBack;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same array until something changes. */
  of(bot: string): readonly FileUpload[] {
    return this.#shown.get(bot) ?? none;
  }

  /** Whether something would be lost with the tab. */
  get isBusy(): boolean {
    return this.#entries.some(({ upload }) => upload.state !== "failed");
  }

  /** A page shows the bot's uploads. @param refresh the server has more or less of them @returns ends it */
  show(bot: string, refresh: () => void): () => void {
    this.#pages.set(refresh, bot);
    return () => this.#pages.delete(refresh);
  }

  /** @param sourceId of the source whose file they replace */
  add(target: UploadTarget, files: readonly File[], sourceId: string | null = null): void {
    const added = files.map((file): Entry => {
      const fault = file.size === 0 ? "empty" : file.size > target.most ? "large" : null;
      const state = fault ? "failed" : "waiting";
      return {
        target,
        upload: { key: crypto.randomUUID(), file, sourceId, state, sent: 0, fault, said: null },
      };
    });
    this.#begin(target.bot, added.filter(({ upload }) => upload.state === "waiting").length);
    this.#set([...this.#entries, ...added]);
  }

  /** Takes it off the list, and ends it where it is under way. */
  drop(key: string): void {
    const entry = this.#entries.find(({ upload }) => upload.key === key);
    this.#running.get(key)?.abort();
    this.#running.delete(key);
    const tally = entry && entry.upload.state !== "failed" && this.#tallies.get(entry.target.bot);
    if (tally) tally.total -= 1;
    this.#set(this.#entries.filter(({ upload }) => upload.key !== key));
    if (entry && this.#broken.delete(key))
      void this.#takeBack(addressOf(entry)).then(() => this.#refresh(entry));
  }

  again(key: string): void {
    const bot = this.#entries.find(({ upload }) => upload.key === key)?.target.bot;
    if (bot) this.#begin(bot, 1);
    this.#change(key, { state: "waiting", fault: null, said: null, sent: 0 });
  }

  /** The tab goes, and nobody goes on with what is not whole. */
  leave(): void {
    for (const entry of this.#entries) {
      const { key } = entry.upload;
      if (this.#broken.delete(key) || this.#running.has(key)) void this.#takeBack(addressOf(entry));
    }
  }

  #begin(bot: string, count: number): void {
    const isBusy = this.of(bot).some(({ state }) => state !== "failed");
    const { total, ...ended } = (isBusy && this.#tallies.get(bot)) || { stored: 0, failed: 0, total: 0 };
    this.#tallies.set(bot, { ...ended, total: total + count });
  }

  #count({ target: { bot } }: Entry, kind: "stored" | "failed"): UploadTally {
    const before = this.#tallies.get(bot) ?? { stored: 0, failed: 0, total: 1 };
    const now = { ...before, [kind]: before[kind] + 1 };
    this.#tallies.set(bot, now);
    return now;
  }

  #set(entries: readonly Entry[]): void {
    this.#entries = entries;
    const byBot = Map.groupBy(entries, ({ target }) => target.bot);
    this.#shown = new Map([...byBot].map(([bot, of]) => [bot, of.map(({ upload }) => upload)]));
    for (const listener of this.#listeners) listener();
    this.#next();
  }

  #next(): void {
    // To start one changes the list.
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.#running.size < AT_ONCE) {
      const isNext = ({ upload: { state, key } }: Entry) => state === "waiting" && !this.#running.has(key);
      const entry = this.#entries.find(isNext);
      if (!entry) break;
      void this.#run(entry);
    }
    this.#isStarting = false;
  }

  #change(key: string, now: Partial<FileUpload>): void {
    const changed = ({ upload, ...rest }: Entry) => ({ ...rest, upload: { ...upload, ...now } });
    this.#set(this.#entries.map((entry) => (entry.upload.key === key ? changed(entry) : entry)));
  }

  /** Another try stores nothing twice, so nobody has to ask for it. */
  #goOn(key: string): void {
    const isAway = this.#entries.some(({ upload }) => upload.key === key && upload.state === "away");
    if (isAway) this.#change(key, { state: "waiting" });
  }

  #isSeen({ target }: Entry): boolean {
    return [...this.#pages.values()].includes(target.bot);
  }

  #refresh({ target }: Entry): void {
    for (const [refresh, bot] of this.#pages) if (bot === target.bot) refresh();
  }

  async #run(entry: Entry): Promise<void> {
    const { target, upload } = entry;
    const { key, file, sourceId } = upload;
    const over = new AbortController();
    this.#running.set(key, over);
    this.#broken.delete(key);
    this.#change(key, { state: "sending", sent: 0 });
    const answer = await this.#send({
      ...{ ...addressOf(entry), file, signal: over.signal, ...(sourceId && { sourceId }) },
      onProgress: (sent) => this.#change(key, { sent }),
    }).catch(() => null);
    if (over.signal.aborted) return this.#refresh(entry);
    this.#running.delete(key);
    const isSeen = this.#isSeen(entry);
    if (answer && "id" in answer) {
      this.#set(this.#entries.filter((each) => each.upload.key !== key));
      target.onStored(upload, { ...this.#count(entry, "stored"), isSeen });
      return this.#refresh(entry);
    }
    this.#broken.add(key);
    // A proxy answers for a server that is away.
    const isLost = answer === null || /^50[234]$/.test(answer.code);
    const back = isLost ? this.#whenBack() : null;
    if (back) {
      this.#change(key, { state: "away", sent: 0 });
      return void back.then(() => this.#goOn(key));
    }
    const failed = { fault: answer ? "refused" : "lost", said: answer?.error || null } as const;
    this.#change(key, { state: "failed", ...failed });
    target.onFailed({ ...upload, state: "failed", ...failed }, { ...this.#count(entry, "failed"), isSeen });
  }
}

const addressOf = ({ target: { tenant, bot }, upload }: Entry) => ({
  tenant,
  botId: bot,
  upload: upload.key,
});
