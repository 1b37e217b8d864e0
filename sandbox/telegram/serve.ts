// The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type FormBody, parseForm } from "../forms.ts";
import { pause, readBody, sendJson } from "../http.ts";
import type { Bot } from "./bot.ts";
import { type Drop, failIfForced, isStolen, type MethodCall, takeDrop } from "./faults.ts";
import { methods } from "./methods/methods.ts";
import { Params } from "./params.ts";
import { type Telegram, unauthorized } from "./telegram.ts";
import { badRequest, TelegramError } from "./types.ts";
import { otherPoller } from "./updates.ts";

/** A result with a description, as setWebhook returns. */
interface Described {
  result: unknown;
  description: string;
}

export async function serveTelegram(
  telegram: Telegram,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = decodeURIComponent(url.pathname);
  if (path.startsWith("/file/")) return sendFile(telegram, response, path);
  const [, token, method] = /^\/bot([^/]+)\/(?:test\/)?([A-Za-z]+)\/?$/.exec(path) ?? [];
  const body = await readBody(request);
  if (!token || !method || !/^\d+:[\w-]+$/.test(token))
    return refuse(response, new TelegramError(404, "Not Found"));
  const bot = telegram.bots.get(token);
  if (!bot) return refuse(response, unauthorized());

  if (isTooLarge(request, body))
    return refuse(response, new TelegramError(413, "Request Entity Too Large: too many parameters"));
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const form = parseForm(request.headers["content-type"] ?? "", body, url.searchParams);
  if (!form) return refuse(response, badRequest("can't parse the request body"));
  await answer(telegram, bot, method, form, gone.signal, response);
}

/** Bytes of a call without files. */
const maxParameters = 1 << 20;
const isTooLarge = ({ headers }: IncomingMessage, body: Buffer) =>
  body.length > maxParameters && !headers["content-type"]?.startsWith("multipart/");

async function answer(
  telegram: Telegram,
  bot: Bot,
  method: string,
  form: FormBody,
  signal: AbortSignal,
  response: ServerResponse,
): Promise<void> {
  const called = { method, bot: bot.user.username, chat: Number(form.fields.chat_id) || null };
  const drop = takeDrop(telegram.faults, called);
  if (drop?.when === "before") {
    record(telegram, called, form, 0, "connection dropped before the call", performance.now());
    return lose(response, drop);
  }
  const outcome = await carryOut(telegram, bot, called, form, signal);
  if (telegram.faults.latencyMs) await pause(telegram.faults.latencyMs, signal);
  if (drop) lose(response, drop);
  else if (outcome instanceof TelegramError) refuse(response, outcome);
  else sendJson(response, 200, { ok: true, ...outcome });
}

function lose(response: ServerResponse, { as = "broken", status = 200 }: Drop): void {
  if (as === "broken") response.destroy();
  if (as !== "page") return;
  response.writeHead(status, { "content-type": "text/html" });
  response.end("<html><head><title>Bad gateway</title></head></html>");
}

/** A method in a webhook's response has no client that could disconnect. */
const never = new AbortController().signal;

function calledIn({ fields }: FormBody, bot: Bot): MethodCall {
  return { method: String(fields.method), bot: bot.user.username, chat: Number(fields.chat_id) || null };
}

/** Executes one call and records it. */
async function carryOut(
  telegram: Telegram,
  bot: Bot,
  called: MethodCall,
  form: FormBody,
  signal: AbortSignal,
): Promise<Described | { result: unknown } | TelegramError> {
  const began = performance.now();
  try {
    failIfForced(telegram.faults, called);
    const name = called.method.toLowerCase();
    const method = methods.get(name);
    if (!method) throw new TelegramError(404, "Not Found: method not found");
    if (name === "getupdates" && isStolen(telegram.faults, called.bot)) {
      await pause(200, signal);
      throw otherPoller();
    }
    const result = await method({
      telegram,
      bot,
      params: new Params(form),
      signal,
      carryOut: (inAnswer) => void carryOut(telegram, bot, calledIn(inAnswer, bot), inAnswer, never),
    });
    record(telegram, called, form, 200, null, began);
    return isDescribed(result) ? result : { result };
  } catch (error) {
    const known =
      error instanceof TelegramError
        ? error
        : new TelegramError(500, `Internal Server Error: ${(error as Error).message}`);
    record(telegram, called, form, known.code, known.message, began);
    return known;
  }
}

const isDescribed = (result: unknown): result is Described =>
  typeof result === "object" && result !== null && "result" in result && "description" in result;

function record(
  telegram: Telegram,
  { method, bot, chat }: MethodCall,
  { fields, files }: FormBody,
  status: number,
  error: string | null,
  began: number,
): void {
  const params = { ...fields };
  for (const [name, file] of files) params[name] = `${file.fileName} (${file.data.length} bytes)`;
  telegram.countStatus(bot, status);
  const isPoll = method.toLowerCase() === "getupdates";
  const call = (isPoll ? telegram.polls : telegram.calls).add({
    time: new Date().toISOString(),
    bot,
    method,
    chatId: chat,
    params,
    status,
    error,
    ms: Math.round(performance.now() - began),
  });
  if (!isPoll || error) telegram.events.emit("telegram", () => call);
}

function refuse(response: ServerResponse, { code, message, parameters }: TelegramError): void {
  const retryAfter = parameters?.retry_after;
  if (typeof retryAfter === "number" && !response.headersSent) response.setHeader("retry-after", retryAfter);
  sendJson(response, code, {
    ok: false,
    error_code: code,
    description: message,
    ...(parameters ? { parameters } : {}),
  });
}

function sendFile(telegram: Telegram, response: ServerResponse, path: string): void {
  const [, token, filePath] = /^\/file\/bot([^/]+)\/(.+)$/.exec(path) ?? [];
  const file = telegram.filesByPath.get(filePath ?? "");
  if (!token || !telegram.bots.has(token)) refuse(response, unauthorized());
  else if (!file) refuse(response, new TelegramError(404, "Not Found"));
  else {
    response.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": file.data.length,
    });
    response.end(file.data);
  }
}
