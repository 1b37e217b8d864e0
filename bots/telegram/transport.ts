// HTTP for calls of the Bot API, in place of Telegraf's node-fetch: a waiting poll takes less memory, and a call less than
// two thirds of the processor time (docs/scaling.md).
import { type Telegram, TelegramError } from "telegraf";
import { throughProxy } from "#lib/proxy.ts";
import { wholeCharacters } from "#lib/storable.ts";
import { type Agents, agentsOf, askOverHttp } from "#lib/wire.ts";
import { type HttpReply, SharedPolls } from "./shared-polls.ts";

/** For all bots. */
let agents: Agents | undefined;

async function post(root: URL, path: string, body: string, signal: AbortSignal): Promise<HttpReply> {
  agents ??= agentsOf({});
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const response = await askOverHttp(agents, root, path, { method: "POST", headers, body, signal });
  return new Promise((resolve, reject) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
    });
    response.on("error", reject);
    response.on("end", () => {
      resolve({ status: response.statusCode ?? 0, statusText: response.statusMessage ?? "", text });
    });
  });
}

/** By origin: the bots of a server share connections. */
const shared = new Map<string, SharedPolls>();

/** A poll waits, and so do those of all bots. Other calls are short, and must not depend on one connection. */
async function poll(root: URL, path: string, body: string, signal: AbortSignal): Promise<HttpReply> {
  // Through a proxy each poll has a connection of its own, since Node's agent knows the way there, and speaks HTTP/1.1.
  if (root.protocol !== "https:" || throughProxy().proxyEnv) return post(root, path, body, signal);
  const polls = shared.get(root.origin) ?? new SharedPolls(root);
  shared.set(root.origin, polls);
  return (await polls.post(path, body, signal)) ?? post(root, path, body, signal);
}

/** The payload as a form, if it has a file. */
function formOf(payload: object): FormData | null {
  const entries = Object.entries(payload);
  if (!entries.some(([, value]) => value instanceof File)) return null;
  const form = new FormData();
  for (const [name, value] of entries) form.set(name, value instanceof File ? value : String(value));
  return form;
}

async function postForm(root: URL, path: string, body: FormData, signal: AbortSignal): Promise<HttpReply> {
  try {
    const response = await fetch(new URL(path, root), { method: "POST", body, signal });
    return { status: response.status, statusText: response.statusText, text: await response.text() };
  } catch (error) {
    const { code = "no answer" } = ((error as Error).cause ?? {}) as { code?: string };
    throw Object.assign(new Error("The file could not be sent."), { code });
  }
}

/** What JSON.stringify writes of half of a character. */
const HALF = /\\ud[89a-f][0-9a-f]{2}/;

/** Telegram refuses a call with half of a character, with which a text may end that was cut at a length (docs/telegram.md). */
function jsonOf(payload: object): string {
  const json = JSON.stringify(payload);
  if (!HALF.test(json)) return json;
  return JSON.stringify(wholeCharacters(payload));
}

interface Outcome {
  ok: boolean;
  result?: unknown;
  error_code: number;
  description: string;
}

function parse(text: string): Outcome {
  try {
    return JSON.parse(text) as Outcome;
  } catch {
    throw Object.assign(new Error("Telegram's answer is no JSON."), { code: "invalid-json" });
  }
}

/**
 * Telegraf's `callApi` of a bot, for payloads of plain values and files. It throws TelegramError, Telegram's refusal; else an error
 * of the network with a `code`.
 * @param apiRoot with a trailing slash
 */
export function callerOf(token: string, apiRoot: string): Telegram["callApi"] {
  const root = new URL(apiRoot);
  const call = async (method: string, payload: object, { signal }: { signal: AbortSignal }) => {
    const path = `${root.pathname}bot${token}/${method}`;
    const send = method === "getUpdates" ? poll : post;
    const form = formOf(payload);
    const { status, statusText, text } = form
      ? await postForm(root, path, form, signal)
      : await send(root, path, jsonOf(payload), signal);
    const on = { method, payload: {} };
    if (status >= 500) throw new TelegramError({ error_code: status, description: statusText }, on);
    const outcome = parse(text);
    if (!outcome.ok) throw new TelegramError(outcome, on);
    return outcome.result;
  };
  return call as unknown as Telegram["callApi"];
}
