// embedContent and batchEmbedContents: vectors that are the same for the same text, and near for texts with the same words or
// words of the same meaning in Uzbek, Russian and English.
import { createHash } from "node:crypto";
import { badRequest } from "./errors.ts";
import { type Admitted, finish } from "./exchange.ts";
import { modelRefusal, type Refusal } from "./gate.ts";
import { rootsOf } from "./roots.ts";

interface EmbedRequest {
  model?: string;
  content?: { parts?: { text?: string }[] };
  taskType?: string;
  outputDimensionality?: number;
}

const DIMENSIONS = 3_072;
const BATCH_MAX = 100;

/** Words that mean the same, a line each. */
const alike = `
  narx narxi qiymat baho qancha цена стоимость почём сколько price cost pay
  yetkaz yetkazib dostavka доставка привезти курьер delivery deliver shipping courier
  tort pishiriq торт пирог cake pastry pie
  velosiped велосипед bicycle bike cycling
  qaytar qaytarish возврат вернуть return refund
  kafolat гарантия warranty guarantee
  manzil joylashgan адрес находится address located location
  telefon raqam aloqa телефон номер связь phone number contact
  vaqt soat ochiq время часы открыто график time hours open schedule
  qizil красный red
  koʻk синий голубой blue
  oq белый white
  qora чёрный black
  doktor shifokor tabib врач доктор doctor physician
  xona номер комната room
  toʻlov karta оплата карта наличные payment card cash
  chegirma скидка акция discount sale
  telefon smartfon смартфон phone smartphone
  kiyim koʻylak одежда платье рубашка clothes dress shirt`;

const meaningOf = new Map<string, string>();
for (const line of alike.trim().split("\n")) {
  const roots = rootsOf(line);
  for (const root of roots) meaningOf.set(root, roots[0] ?? root);
}

/** A direction for a word: numbers from -1 to 1 by its hash. */
function directionOf(word: string): Float32Array {
  const direction = new Float32Array(DIMENSIONS);
  let at = 0;
  for (let block = 0; at < DIMENSIONS; block++) {
    for (const byte of createHash("sha512").update(`${block} ${word}`).digest()) {
      if (at < DIMENSIONS) direction[at++] = (byte - 127.5) / 127.5;
    }
  }
  return direction;
}

const directions = new Map<string, Float32Array>();
const DIRECTIONS_MAX = 5_000;

function known(word: string): Float32Array {
  const found = directions.get(word) ?? directionOf(word);
  if (directions.size >= DIRECTIONS_MAX) directions.clear();
  directions.set(word, found);
  return found;
}

/** As Google's, of unit length only where it is whole. */
export function vectorOf(text: string, dimensions = DIMENSIONS): number[] {
  const words = rootsOf(text);
  const sum = new Float64Array(DIMENSIONS);
  for (const word of words.length > 0 ? words : [text]) {
    const direction = known(meaningOf.get(word) ?? word);
    for (let i = 0; i < DIMENSIONS; i++) sum[i] = (sum[i] ?? 0) + (direction[i] ?? 0);
  }
  const length = Math.hypot(...sum);
  return Array.from(sum.subarray(0, dimensions), (value) => Math.round((value / length) * 1e8) / 1e8);
}

function parsed(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString() || "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const textsOf = ({ content }: EmbedRequest) => (content?.parts ?? []).map(({ text }) => text ?? "").join("");

function faultOf(requests: readonly EmbedRequest[]): Refusal | null {
  const refuse = (message: string): Refusal => ({ outcome: "bad_request", error: badRequest(message) });
  if (requests.length === 0)
    return refuse("* BatchEmbedContentsRequest.requests: requests is not specified\n");
  if (requests.length > BATCH_MAX)
    return refuse(
      `* BatchEmbedContentsRequest.requests: at most ${BATCH_MAX} requests can be in one batch\n`,
    );
  for (const request of requests) {
    const { outputDimensionality: size = DIMENSIONS } = request;
    if (!textsOf(request)) return refuse("* EmbedContentRequest.content: contents is not specified\n");
    if (!Number.isInteger(size) || size < 1 || size > DIMENSIONS)
      return refuse(`* EmbedContentRequest.output_dimensionality: must be between 1 and ${DIMENSIONS}\n`);
  }
  return null;
}

/** Each text counts as a request. */
export function answerEmbedding(exchange: Admitted, refuse: (refusal: Refusal) => void): void {
  const { gemini, call, key, body } = exchange;
  const given = parsed(body);
  const isBatch = call.method === "batchEmbedContents";
  const requests = (isBatch ? (given?.requests ?? []) : [given ?? {}]) as EmbedRequest[];
  if (!given || !Array.isArray(requests)) {
    refuse({ outcome: "bad_request", error: badRequest() });
    return;
  }
  call.text = textsOf(requests[0] ?? {});
  call.contents = requests.length;
  const model = gemini.models.get(call.model);
  const unfit = model && faultOf(requests);
  if (unfit) {
    refuse(unfit);
    return;
  }
  const about = { name: call.model, method: "embedContent", count: requests.length };
  const refused = modelRefusal(gemini, gemini.project(key.project), model, about);
  if (refused) {
    refuse(refused);
    return;
  }
  const embeddings = requests.map((request) => ({
    values: vectorOf(textsOf(request), request.outputDimensionality),
  }));
  finish(exchange, 200, isBatch ? { embeddings } : { embedding: embeddings[0] }, "ok");
}
