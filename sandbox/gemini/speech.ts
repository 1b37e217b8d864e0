// Models that speak: they take text alone and answer with sound; the others answer with text.
import { pause } from "../http.ts";
import { badRequest, type GoogleError } from "./errors.ts";
import { type Admitted, finish, recordEnd } from "./exchange.ts";
import { versionOf } from "./models.ts";
import { type GenerateRequest, promptTokens, systemText } from "./request.ts";

const HZ = 24_000;
/** Of sound for a character of text, and for all of it. */
const CHARACTER_MS = 60;
const MOST_MS = 20_000;
/** Google counts so many tokens for a second of sound. */
const TOKENS_A_SECOND = 25;

const speaks = (model: string) => /-tts(-|$)/.test(model);

/** Google's refusal of the kind of answer that is asked for; null: the model gives it. */
export function modalityRefusal(model: string, request: GenerateRequest): GoogleError | null {
  const [asked = "TEXT"] = request.generationConfig?.responseModalities ?? [];
  const given = speaks(model) ? "AUDIO" : "TEXT";
  if (asked.toUpperCase() !== given)
    return badRequest(
      `The requested combination of response modalities is not supported by the model. models/${model} accepts the following combination of response modalities:\n* ${given}\n`,
    );
  if (speaks(model) && systemText(request))
    return badRequest(`Developer instruction is not enabled for models/${model}`);
  return null;
}

export const isSpeech = (request: GenerateRequest): boolean =>
  request.generationConfig?.responseModalities?.[0]?.toUpperCase() === "AUDIO";

/** A tone for each word, higher and lower, as long as reading the text would take. */
function soundOf(text: string): Buffer {
  const ms = Math.min(MOST_MS, Math.max(300, text.length * CHARACTER_MS));
  const samples = Math.round((HZ * ms) / 1_000);
  const words = Math.max(1, text.trim().split(/\s+/).length);
  const pcm = Buffer.alloc(2 * samples);
  for (let at = 0; at < samples; at++) {
    const inWord = (at * words) / samples;
    const loudness = Math.sin(Math.PI * (inWord % 1));
    const hz = 180 + 40 * (Math.floor(inWord) % 3);
    pcm.writeInt16LE(Math.round(7_000 * loudness * Math.sin((2 * Math.PI * hz * at) / HZ)), 2 * at);
  }
  return pcm;
}

export async function answerSpeech(exchange: Admitted, request: GenerateRequest): Promise<void> {
  const { gemini, call, url, signal, response } = exchange;
  if (!(await pause(gemini.behaviour.firstTokenMs ?? 0, signal))) return recordEnd(exchange, null, "hung up");
  call.firstTokenMs = Date.now() - Date.parse(call.time);
  const pcm = soundOf(call.text);
  const seconds = pcm.length / 2 / HZ;
  call.answer = `[${seconds.toFixed(1)} s]`;
  const candidatesTokenCount = Math.round(seconds * TOKENS_A_SECOND);
  const promptTokenCount = promptTokens(request);
  const body = {
    candidates: [
      {
        content: {
          parts: [
            { inlineData: { mimeType: `audio/L16;codec=pcm;rate=${HZ}`, data: pcm.toString("base64") } },
          ],
          role: "model",
        },
        finishReason: "STOP",
        index: 0,
      },
    ],
    usageMetadata: {
      ...{ promptTokenCount, candidatesTokenCount, totalTokenCount: promptTokenCount + candidatesTokenCount },
      candidatesTokensDetails: [{ modality: "AUDIO", tokenCount: candidatesTokenCount }],
    },
    modelVersion: versionOf(call.model),
    responseId: `sandbox-${call.seq}`,
  };
  if (call.method === "generateContent") return finish(exchange, 200, body, "ok");
  if (url.searchParams.get("alt") !== "sse") return finish(exchange, 200, [body], "ok");
  recordEnd(exchange, 200, "ok");
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(body)}\r\n\r\n`);
}
