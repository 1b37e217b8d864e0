// The Gemini API over HTTP: /v1beta/models and its methods.
import type { IncomingMessage, ServerResponse } from "node:http";
import { pause, readBody } from "../http.ts";
import { answerText } from "./answer.ts";
import { answerEmbedding } from "./embed.ts";
import { modelMissing } from "./errors.ts";
import { type Admitted, finish, type GeminiExchange, recordEnd } from "./exchange.ts";
import { keyRefusal, modelRefusal, type Refusal } from "./gate.ts";
import type { ForcedAnswer, Gemini, GeminiCall, Project, SandboxKey } from "./gemini.ts";
import { modelView } from "./models.ts";
import { isError, lastText, promptTokens, readRequest, systemText, textBefore } from "./request.ts";
import { answerSpeech, isSpeech, modalityRefusal } from "./speech.ts";

export async function serveGemini(
  gemini: Gemini,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readBody(request);
  const secret = String(request.headers["x-goog-api-key"] ?? url.searchParams.get("key") ?? "");
  const [, name, method] = /^\/v1\w*\/models(?:\/([^:/]+))?(?::(\w+))?$/.exec(url.pathname) ?? [];
  const key = gemini.keys.get(secret);
  const call = begin(
    gemini,
    secret,
    key,
    name ? decodeURIComponent(name) : "",
    methodName(url, name, method),
  );
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished && call.status === null) call.aborted = new Date().toISOString();
    gone.abort();
  });
  const exchange: GeminiExchange = { gemini, call, key, body, url, response, signal: gone.signal };
  await route(exchange);
}

function methodName(url: URL, name: string | undefined, method: string | undefined): string {
  if (!/^\/v1\w*\/models/.test(url.pathname)) return "unknown";
  return method ?? (name ? "getModel" : "listModels");
}

async function route(exchange: GeminiExchange): Promise<void> {
  const { gemini, call, key, url } = exchange;
  if (/generateContent$/i.test(call.method)) note(exchange);
  const set = takeAnswer(gemini.answers, call);
  if (set) return sendSet(exchange, set);
  const refused = keyRefusal(gemini, call.key, key, rpcName(call.method));
  if (refused) return refuse(exchange, refused);
  if (!key) throw new Error("Unreachable: calls without a known key are refused earlier.");
  switch (call.method) {
    case "listModels":
      return finish(exchange, 200, listModels(gemini, gemini.project(key.project), url), "ok");
    case "getModel": {
      const model = gemini.models.get(call.model);
      const state = gemini.project(key.project).models.get(call.model) ?? model?.state;
      if (!model || state === "missing") return refuse(exchange, missing(call));
      return finish(exchange, 200, modelView(model.info), "ok");
    }
    case "countTokens":
      return countTokens(exchange);
    case "generateContent":
    case "streamGenerateContent":
      return generate({ ...exchange, key });
    case "embedContent":
    case "batchEmbedContents":
      return answerEmbedding({ ...exchange, key }, (refusal) => refuse(exchange, refusal));
    default:
      return finish(exchange, 404, "", "not found");
  }
}

const rpcName = (method: string) => method.charAt(0).toUpperCase() + method.slice(1);
const missing = ({ model, method }: GeminiCall): Refusal => ({
  outcome: "model_missing",
  error: modelMissing(model, method === "getModel" ? "generateContent" : method),
});

/** Like Google, does not list missing models but lists retired ones. */
function listModels({ models }: Gemini, project: Project, url: URL) {
  const all = [...models.values()]
    .filter(({ info, state }) => (project.models.get(info.name) ?? state) !== "missing")
    .map(({ info }) => modelView(info));
  const size = Math.min(1000, Number(url.searchParams.get("pageSize")) || 50);
  const from = Number(Buffer.from(url.searchParams.get("pageToken") ?? "", "base64url").toString()) || 0;
  const next = from + size < all.length ? Buffer.from(String(from + size)).toString("base64url") : null;
  return { models: all.slice(from, from + size), ...(next && { nextPageToken: next }) };
}

function countTokens(exchange: GeminiExchange): void {
  const request = readRequest(exchange.body);
  if (isError(request)) refuse(exchange, { outcome: "bad_request", error: request });
  else if (!exchange.gemini.models.has(exchange.call.model)) refuse(exchange, missing(exchange.call));
  else {
    const totalTokens = promptTokens(request);
    const body = { totalTokens, promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }] };
    finish(exchange, 200, body, "ok");
  }
}

/** Records the question, also for calls that are refused before the body is read. */
function note({ gemini, call, body }: GeminiExchange): void {
  const request = readRequest(body);
  if (isError(request)) return;
  call.text = lastText(request);
  call.before = textBefore(request);
  call.contents = request.contents.length;
  call.system = systemText(request);
  gemini.events.emit("gemini", () => call);
}

async function generate(exchange: Admitted): Promise<void> {
  const { gemini, call, key, body } = exchange;
  const request = readRequest(body);
  const model = gemini.models.get(call.model);
  const project = gemini.project(key.project);
  if (isError(request)) return refuse(exchange, { outcome: "bad_request", error: request });
  const refused = modelRefusal(gemini, project, model, { name: call.model, method: call.method });
  if (refused || !model) return refuse(exchange, refused ?? missing(call));
  const unfit = modalityRefusal(model.info.name, request);
  if (unfit) return refuse(exchange, { outcome: "bad_request", error: unfit });
  await (isSpeech(request) ? answerSpeech(exchange, request) : answerText(exchange, request, model));
}

/** Sends Google's error, inside an array for a stream without `alt=sse`. */
function refuse(exchange: GeminiExchange, { outcome, error }: Refusal): void {
  finish(exchange, error.http, error.body, outcome, error.headers);
}

async function sendSet(
  exchange: GeminiExchange,
  { status, body, headers, delayMs }: ForcedAnswer,
): Promise<void> {
  if (!(await pause(delayMs ?? 0, exchange.signal))) return recordEnd(exchange, null, "hung up");
  finish(exchange, status, body ?? "", "set by hand", headers);
}

function begin(
  gemini: Gemini,
  secret: string,
  key: SandboxKey | undefined,
  model: string,
  method: string,
): GeminiCall {
  return gemini.calls.add({
    time: new Date().toISOString(),
    method,
    model,
    key: secret,
    project: key?.project ?? "",
    label: key?.label ?? "",
    status: null,
    outcome: null,
    text: "",
    before: "",
    contents: 0,
    system: "",
    answer: "",
    firstTokenMs: null,
    ms: null,
    aborted: null,
  });
}

function takeAnswer(answers: ForcedAnswer[], call: GeminiCall): ForcedAnswer | null {
  const isGenerate = /generateContent/i.test(call.method);
  const index = answers.findIndex(
    ({ key, model, project }) =>
      (key === undefined ? isGenerate : key === call.key) &&
      (model === undefined || model === call.model) &&
      (project === undefined || project === call.project),
  );
  const answer = answers[index];
  if (!answer) return null;
  const left = (answer.times ?? 1) - 1;
  if (left <= 0) answers.splice(index, 1);
  else answer.times = left;
  return answer;
}
