// Webhook delivery: in order within a chat, chats in parallel, retried until a 2xx.
import { type FormBody, parseForm } from "../forms.ts";
import { pause } from "../http.ts";
import type { Update } from "./types.ts";
import type { Updates } from "./updates.ts";

export interface WebhookOptions {
  url: string;
  secret: string | undefined;
  maxConnections: number;
  /** Initial backoff after a failure; doubles up to a minute. */
  retryMs: number;
  /** Executes a method that the bot put into its response. */
  carryOut(form: FormBody): void;
}

interface Lane {
  id: string;
  updates: Update[];
  failures: number;
}

/** One webhook, from setWebhook until `stop()`, which ends deliveries permanently. */
export class Webhook {
  readonly options: WebhookOptions;
  lastError: { date: number; message: string } | null = null;
  readonly #updates: Updates;
  readonly #lanes = new Map<string, Lane>();
  readonly #ready: Lane[] = [];
  readonly #stopping = new AbortController();
  #connections = 0;

  constructor(updates: Updates, options: WebhookOptions) {
    this.#updates = updates;
    this.options = options;
    for (const update of updates.pending.values()) this.push(update);
  }

  push(update: Update): void {
    const id = laneOf(update);
    const lane = this.#lanes.get(id);
    if (lane) {
      lane.updates.push(update);
      return;
    }
    const fresh: Lane = { id, updates: [update], failures: 0 };
    this.#lanes.set(id, fresh);
    this.#makeReady(fresh);
  }

  stop(): void {
    this.#stopping.abort();
  }

  #makeReady(lane: Lane): void {
    this.#ready.push(lane);
    while (this.#connections < this.options.maxConnections) {
      const next = this.#ready.shift();
      if (!next) return;
      this.#connections++;
      void this.#work(next);
    }
  }

  /** Uses one connection until no lane is ready. A lane in backoff uses none. */
  async #work(first: Lane): Promise<void> {
    const { signal } = this.#stopping;
    for (let lane: Lane | undefined = first; lane && !signal.aborted; lane = this.#ready.shift()) {
      const [update] = lane.updates;
      if (!update) continue;
      const error = await this.#post(update);
      if (signal.aborted) return;
      if (error) {
        this.lastError = { date: Math.floor(Date.now() / 1000), message: error };
        void this.#retryLater(lane);
        continue;
      }
      this.#updates.confirm(update.update_id);
      lane.failures = 0;
      lane.updates.shift();
      if (lane.updates.length > 0) this.#ready.push(lane);
      else this.#lanes.delete(lane.id);
    }
    this.#connections--;
  }

  async #retryLater(lane: Lane): Promise<void> {
    const wait = Math.min(60_000, this.options.retryMs * 2 ** lane.failures++);
    if (await pause(wait, this.#stopping.signal)) this.#makeReady(lane);
  }

  /** Null for a 2xx, else the error for getWebhookInfo. */
  async #post(update: Update): Promise<string | null> {
    const { url, secret, carryOut } = this.options;
    try {
      const response = await fetch(url, {
        method: "POST",
        body: JSON.stringify(update),
        redirect: "manual",
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(60_000)]),
        headers: {
          "content-type": "application/json",
          ...(secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret }),
        },
      });
      const body = Buffer.from(await response.arrayBuffer());
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      const form = parseForm(response.headers.get("content-type") ?? "", body);
      if (form && typeof form.fields.method === "string") carryOut(form);
      return null;
    } catch (error) {
      const cause = (error as { cause?: NodeJS.ErrnoException }).cause;
      if (cause?.code === "ECONNREFUSED") return "Connection refused";
      return (error as Error).name === "TimeoutError" ? "Read timeout expired" : "Connection reset by peer";
    }
  }
}

/** Updates of one chat share a lane; an update without a chat has its own. */
function laneOf(update: Update): string {
  for (const content of Object.values(update)) {
    const { chat, message } = Object(content) as {
      chat?: { id: number };
      message?: { chat: { id: number } };
    };
    const id = chat?.id ?? message?.chat.id;
    if (id !== undefined) return `chat ${id}`;
  }
  return `update ${update.update_id}`;
}
