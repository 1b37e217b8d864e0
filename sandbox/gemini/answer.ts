// Sends a successful answer, whole or as a stream, with the configured latency and failures.
import { pause } from "../http.ts";
import { behaviourInText, type Merged, merge } from "./behaviour.ts";
import { overloaded } from "./errors.ts";
import { type Admitted, finish, type GeminiExchange, recordEnd } from "./exchange.ts";
import type { Model } from "./gemini.ts";
import { fromKnowledge } from "./knowledge.ts";
import { fromMemory, marksFor } from "./memory.ts";
import { versionOf } from "./models.ts";
import { replyText } from "./reply.ts";
import { attachments, type GenerateRequest, promptTokens, tokensIn } from "./request.ts";

/** Between two looks at whether an answer may go on. */
const LOOK_MS = 20;

/** How an answer ends: with a finish reason, or as a broken stream. */
type End = { reason: string } | { broken: "cut" | "no finish" | "error" | "stall" };

interface Plan {
  tokens: string[];
  end: End;
  text: string;
}

export async function answerText(exchange: Admitted, request: GenerateRequest, model: Model): Promise<void> {
  const { gemini, call, signal } = exchange;
  if (behaviourNow(exchange, model).hang) return untilHungUp(exchange, "hang");
  const mayGoOn = turnstile(exchange, model);
  if (!(await mayGoOn(0))) return recordEnd(exchange, null, "hung up");
  const behaviour = behaviourNow(exchange, model);
  if (!(await pause(behaviour.firstTokenMs ?? 0, signal))) return recordEnd(exchange, null, "hung up");
  call.firstTokenMs = Date.now() - Date.parse(call.time);
  if (behaviour.block) return block(exchange, request, behaviour.block);

  const files = attachments(request);
  const mode = gemini.reply.mode;
  const known = mode === "pleasant" ? fromKnowledge(request) : null;
  const text =
    fromMemory(request) ?? (known ?? replyText(gemini.reply, call.model, call, files)) + marksFor(request);
  const plan = planOf(text, behaviour, request.generationConfig?.maxOutputTokens);
  call.answer = plan.text;
  if (call.method === "streamGenerateContent") {
    return stream(exchange, request, plan, { tokenMs: behaviour.tokenMs ?? 0, mayGoOn });
  }
  if (!(await pause((behaviour.tokenMs ?? 0) * plan.tokens.length, signal)))
    return recordEnd(exchange, null, "hung up");
  if ("reason" in plan.end) {
    return finish(exchange, 200, chunk(exchange, request, plan.text, plan, true), outcomeOf(plan));
  }
  breakOff(exchange, plan.end.broken, false);
}

/** As it is set at this moment. */
function behaviourNow({ gemini, call, key }: Admitted, model: Model): Merged {
  const ofKey = (gemini.keys.get(key.key) ?? key).behaviour;
  return merge(gemini.behaviour, model.behaviour, ofKey, behaviourInText(call.text));
}

/** Resolves when an answer of which this many tokens are sent may go on; with false if the client leaves before. */
type Turnstile = (sent: number) => Promise<boolean>;

function turnstile(exchange: Admitted, model: Model): Turnstile {
  return async (sent) => {
    const mustWait = () =>
      sent >= (behaviourNow(exchange, model).waitAfterTokens ?? Number.POSITIVE_INFINITY);
    while (mustWait()) if (!(await pause(LOOK_MS, exchange.signal))) return false;
    return !exchange.signal.aborted;
  };
}

/** A token of the sandbox is a word with the white space after it. */
const wordsOf = (text: string) => text.match(/\S+\s*|\s+/g) ?? [];

function planOf(text: string, behaviour: Merged, maxOutputTokens: number | undefined): Plan {
  if (behaviour.empty) return { tokens: [], end: { reason: "STOP" }, text: "" };
  const words = wordsOf(text);
  const cut = (at: number, end: End): Plan => {
    const tokens = words.slice(0, at);
    return { tokens, end, text: tokens.join("") };
  };
  const { cutAfterTokens, endWithoutFinishAfterTokens, errorAfterTokens, stallAfterTokens } = behaviour;
  if (cutAfterTokens !== undefined) return cut(cutAfterTokens, { broken: "cut" });
  if (endWithoutFinishAfterTokens !== undefined)
    return cut(endWithoutFinishAfterTokens, { broken: "no finish" });
  if (errorAfterTokens !== undefined) return cut(errorAfterTokens, { broken: "error" });
  if (stallAfterTokens !== undefined) return cut(stallAfterTokens, { broken: "stall" });
  if (behaviour.maxTokens !== undefined) return cut(behaviour.maxTokens, { reason: "MAX_TOKENS" });
  const room = (maxOutputTokens ?? Number.POSITIVE_INFINITY) * 4;
  if (text.length > room) {
    const cutText = text.slice(0, room);
    return { tokens: wordsOf(cutText), end: { reason: "MAX_TOKENS" }, text: cutText };
  }
  return { tokens: words, end: { reason: behaviour.finishReason ?? "STOP" }, text };
}

const outcomeOf = ({ end, text }: Plan) => {
  if (!("reason" in end)) return end.broken;
  if (text === "") return "empty";
  return end.reason === "STOP" ? "ok" : end.reason;
};

async function stream(
  exchange: GeminiExchange,
  request: GenerateRequest,
  plan: Plan,
  { tokenMs, mayGoOn }: { tokenMs: number; mayGoOn: Turnstile },
): Promise<void> {
  const { response, signal, url } = exchange;
  const sse = url.searchParams.get("alt") === "sse";
  response.writeHead(200, { "content-type": sse ? "text/event-stream" : "application/json; charset=UTF-8" });
  let written = 0;
  const write = (body: unknown) => {
    if (sse) response.write(`data: ${JSON.stringify(body)}\r\n\r\n`);
    else response.write(`${written++ === 0 ? "[" : ",\r\n"}${JSON.stringify(body, null, 2)}`);
  };
  response.flushHeaders();
  const pieces = piecesOf(plan.tokens, tokenMs);
  const whole = "reason" in plan.end;
  let sent = 0;
  for (const [index, piece] of pieces.entries()) {
    const isTime = await pause(index === 0 ? 0 : tokenMs * piece.length, signal);
    if (!isTime || !(await mayGoOn(sent))) return recordEnd(exchange, 200, "hung up");
    sent += piece.length;
    const last = whole && index === pieces.length - 1;
    write(chunk(exchange, request, piece.join(""), plan, last));
  }
  if (whole && pieces.length === 0) write(chunk(exchange, request, "", plan, true));
  if ("broken" in plan.end) {
    if (plan.end.broken === "error") write(overloaded().body);
    return breakOff(exchange, plan.end.broken, true);
  }
  recordEnd(exchange, 200, outcomeOf(plan));
  response.end(sse ? "" : "]");
}

/** Pieces grow as Gemini's do; slow streams send one word at a time. */
function piecesOf(tokens: string[], tokenMs: number): string[][] {
  const pieces: string[][] = [];
  let size = 3;
  for (let at = 0; at < tokens.length; size = tokenMs > 0 ? Math.min(size + 1, 8) : Math.min(size * 2, 200)) {
    pieces.push(tokens.slice(at, at + size));
    at += size;
  }
  return pieces;
}

function breakOff(
  exchange: GeminiExchange,
  how: "cut" | "no finish" | "error" | "stall",
  streaming: boolean,
): void {
  const { response } = exchange;
  if (how === "stall") {
    untilHungUp(exchange, "stall", streaming ? 200 : null);
    return;
  }
  recordEnd(exchange, streaming ? 200 : 0, how);
  if (how === "cut" || !streaming) {
    // Flush what was written before the connection breaks.
    setImmediate(() => response.destroy());
    return;
  }
  response.end();
}

function untilHungUp(exchange: GeminiExchange, outcome: string, status: number | null = null): void {
  const { gemini, call, signal } = exchange;
  call.outcome = outcome;
  gemini.events.emit("gemini", () => call);
  signal.addEventListener("abort", () => recordEnd(exchange, status, outcome), { once: true });
}

function block(exchange: GeminiExchange, request: GenerateRequest, reason: string | boolean): void {
  const promptTokenCount = promptTokens(request);
  const body = {
    promptFeedback: { blockReason: reason === true ? "PROHIBITED_CONTENT" : reason },
    usageMetadata: { promptTokenCount, totalTokenCount: promptTokenCount },
    modelVersion: versionOf(exchange.call.model),
  };
  if (exchange.call.method === "generateContent") {
    finish(exchange, 200, body, "blocked");
    return;
  }
  const sse = exchange.url.searchParams.get("alt") === "sse";
  finish(exchange, 200, sse ? `data: ${JSON.stringify(body)}\r\n\r\n` : [body], "blocked", {
    "content-type": sse ? "text/event-stream" : "application/json; charset=UTF-8",
  });
}

/** One response object; the last one of a stream has the finish reason and the final token counts. */
function chunk({ call }: GeminiExchange, request: GenerateRequest, text: string, plan: Plan, last: boolean) {
  const promptTokenCount = promptTokens(request);
  const thoughtsTokenCount = /2\.5-(flash|pro)$|3-/.test(call.model) ? 24 : 0;
  const candidatesTokenCount = last ? tokensIn(plan.text) : tokensIn(text);
  const finishReason = last && "reason" in plan.end ? plan.end.reason : undefined;
  return {
    candidates: [
      {
        content: { ...(text && { parts: [{ text }] }), role: "model" },
        ...(finishReason && { finishReason }),
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount,
      ...(candidatesTokenCount > 0 && { candidatesTokenCount }),
      totalTokenCount: promptTokenCount + candidatesTokenCount + thoughtsTokenCount,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: promptTokenCount }],
      ...(thoughtsTokenCount > 0 && { thoughtsTokenCount }),
    },
    modelVersion: versionOf(call.model),
    responseId: `sandbox-${call.seq}`,
  };
}
