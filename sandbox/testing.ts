// An in-process sandbox for tests, with clients.
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { createSandbox, type Sandbox } from "./sandbox.ts";
import { createServer } from "./server.ts";

export const token = "110201543:AAsandbox_test_0000000000000000000a";

/** A response of the Bot API. */
interface TelegramAnswer {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number };
}

export interface TestSandbox {
  url: string;
  sandbox: Sandbox;
  /** Calls the control API. @throws Error unless the status is 2xx. */
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Calls a Bot API method as the test's bot. */
  call<T = unknown>(method: string, params?: unknown): Promise<TelegramAnswer & { result: T }>;
  /** Sends a message to the test's bot as person 7. */
  write(text: string, more?: object): Promise<{ update_id: number; message_id: number }>;
  /** Calls Gemini with key `AQ.one` by default. */
  ask(path: string, body?: unknown, key?: string): Promise<{ status: number; text: string; json: unknown }>;
}

/** Serves a sandbox with one bot and the keys AQ.one, AQ.two (project alfa) and AQ.three (beta) for one test. */
export async function serveSandbox(test: TestContext): Promise<TestSandbox> {
  const sandbox = createSandbox();
  sandbox.telegram.addBot({ token, username: "test_bot", name: "Test" });
  for (const [key, project] of [
    ["AQ.one", "alfa"],
    ["AQ.two", "alfa"],
    ["AQ.three", "beta"],
  ] as const)
    sandbox.gemini.setKey(key, { project });
  const server = createServer(sandbox);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  test.after(() => {
    for (const bot of sandbox.telegram.bots.values()) bot.setWebhook(null);
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/control/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  return {
    url,
    sandbox,
    control,
    async call<T>(method: string, params?: unknown) {
      const response = await fetch(`${url}/bot${token}/${method}`, {
        method: "POST",
        ...(params !== undefined && {
          body: JSON.stringify(params),
          headers: { "content-type": "application/json" },
        }),
      });
      return (await response.json()) as TelegramAnswer & { result: T };
    },
    write: (text, more = {}) =>
      control("POST", "telegram/messages", { bot: "test_bot", chat: { id: 7 }, text, ...more }),
    async ask(path, body, key = "AQ.one") {
      const response = await fetch(`${url}/v1beta/${path}`, {
        headers: { "x-goog-api-key": key },
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, text, json: isJson && text ? JSON.parse(text) : null };
    },
  };
}

/** A request to generateContent. */
export const question = (text: string) => ({ contents: [{ role: "user", parts: [{ text }] }] });
