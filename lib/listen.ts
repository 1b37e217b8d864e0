// A LISTEN connection that reconnects: how processes learn of each other's changes. It goes past a transaction pooler.
import pRetry from "p-retry";
import pg from "pg";
import { z } from "zod";
import { directUrl } from "./database-roles.ts";
import { log } from "./log.ts";

export interface Listener {
  /** Resolves when the connection is closed; no callback runs afterwards. */
  stop(): Promise<void>;
}

interface Options<T> {
  channel: string;
  /** Schema of a payload. An invalid one is logged and skipped, since another version may have sent it. */
  message: z.ZodType<T>;
  onMessage(message: T): void;
  /**
   * Called after each LISTEN, before any message is delivered. Load the whole state here: messages sent while the
   * connection was down are lost. A rejection reconnects.
   */
  onConnect(): Promise<void>;
}

/** A connection that does not answer a ping within this time is dead (a half-open socket), and one that is not made by then. */
const PING_MS = 10_000;

/** Resolves once the first connection listens and `onConnect` has resolved; retries until then. */
export async function listen<T>({ channel, message, onMessage, onConnect }: Options<T>): Promise<Listener> {
  let stopped = false;
  let client: pg.Client | undefined;

  function hear(payload: string): void {
    const { success, data, error } = message.safeParse(parsed(payload));
    if (success) onMessage(data);
    else log.warn({ channel, reason: z.prettifyError(error) }, "skipped an invalid announcement");
  }

  async function connect(): Promise<void> {
    if (stopped) return;
    const next = new pg.Client({
      connectionString: directUrl("tenant"),
      keepAlive: true,
      connectionTimeoutMillis: PING_MS,
      query_timeout: PING_MS,
    });
    const lost = Promise.withResolvers<void>();
    next.on("error", () => lost.resolve());
    next.on("end", () => lost.resolve());
    next.on("notification", ({ payload }) => hear(payload ?? ""));
    try {
      client = next;
      await next.connect();
      await next.query(`LISTEN "${channel}"`);
      await onConnect();
    } catch (error) {
      await next.end().catch(() => undefined);
      // Wrapped, because p-retry does not retry a TypeError.
      throw new Error((error as Error).message, { cause: error });
    }
    const ping = setInterval(() => next.query("SELECT 1").catch(() => next.end()), PING_MS);
    void lost.promise.then(() => {
      clearInterval(ping);
      if (!stopped) void connectForEver();
    });
  }

  async function connectForEver(): Promise<void> {
    await pRetry(connect, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 100,
      maxTimeout: 5_000,
      shouldRetry: () => !stopped,
      onFailedAttempt: ({ error: { message: reason } }) =>
        log.warn({ channel, reason }, "cannot listen for changes, retrying"),
    }).catch((error) => {
      if (!stopped) throw error;
    });
  }
  await connectForEver();
  return {
    async stop() {
      stopped = true;
      await client?.end().catch(() => undefined);
    },
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
