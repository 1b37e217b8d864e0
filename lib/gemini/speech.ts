// Models that speak: ai.google.dev/gemini-api/docs/speech-generation. They take text alone and answer with sound in the parts of
// an ordinary answer, 16 bits a sample, one channel, as raw samples ("audio/L16;codec=pcm;rate=24000") or as a WAV file.
import type { GenerateContentResponse } from "@google/generative-ai";
import type { GeminiRequest } from "./request.ts";

/** Google's names: "gemini-3.8-flash-tts", "gemini-2.5-flash-preview-tts". */
export const speaks = (model: string): boolean => /-tts(-|$)/.test(model);

/** What a request's body has beside its text, if sound is to come back. */
export function speechConfigOf({ speech, generationConfig }: GeminiRequest): object {
  if (!speech) return {};
  const voiceConfig = { prebuiltVoiceConfig: { voiceName: speech.voice } };
  return {
    generationConfig: { ...generationConfig, responseModalities: ["AUDIO"], speechConfig: { voiceConfig } },
  };
}

interface SoundPart {
  text?: string;
  inlineData?: { mimeType?: string; data?: string };
}

/** Between sounds: neither is part of a MIME type or of base64. */
const END = "\n";

/** The same chunks with each sound as text, which the chain passes on as it does an answer's. */
export async function* soundsOf(
  chunks: AsyncIterable<GenerateContentResponse>,
): AsyncGenerator<GenerateContentResponse> {
  for await (const chunk of chunks) {
    const parts = (chunk.candidates?.[0]?.content?.parts ?? []) as SoundPart[];
    for (const part of parts) {
      const { mimeType = "", data = "" } = part.inlineData ?? {};
      // Words of a model that was to speak are no sound.
      part.text = data ? `${mimeType.replaceAll(END, "")} ${data}${END}` : "";
    }
    yield chunk;
  }
}

export interface Sound {
  /** 16 bits a sample, little-endian, one channel. */
  pcm: Buffer;
  hz: number;
}

const USUAL_HZ = 24_000;

/** The samples of a WAV file, whose first chunk called "data" they are. */
function fromWav(file: Buffer): Sound {
  let hz = USUAL_HZ;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    const name = file.toString("latin1", at, at + 4);
    if (name === "fmt " && at + 16 <= file.length) hz = file.readUInt32LE(at + 12);
    // Of a stream the size is not known: 0, or the largest number.
    if (name === "data") return { pcm: file.subarray(at + 8, size ? at + 8 + size : undefined), hz };
    at += 8 + size + (size % 2);
  }
  return { pcm: Buffer.alloc(0), hz };
}

/** @param text of the answer to a request for speech @returns null: it has no sound that we know */
export function soundIn(text: string): Sound | null {
  const pieces: Buffer[] = [];
  let hz = USUAL_HZ;
  for (const line of text.split(END)) {
    const [mimeType = "", data = ""] = line.split(" ");
    if (!data) continue;
    const bytes = Buffer.from(data, "base64");
    const isWav = bytes.toString("latin1", 0, 4) === "RIFF";
    if (!isWav && !/^audio\/(l16|pcm)/i.test(mimeType)) return null;
    const sound = isWav
      ? fromWav(bytes)
      : { pcm: bytes, hz: Number(/rate=(\d+)/.exec(mimeType)?.[1] ?? USUAL_HZ) };
    hz = sound.hz;
    pieces.push(sound.pcm);
  }
  const pcm = Buffer.concat(pieces);
  return pcm.length > 0 ? { pcm, hz } : null;
}
