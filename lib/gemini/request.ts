// A question to a model, in Gemini's terms.
import { randomUUID } from "node:crypto";

export type Part =
  | { readonly text: string }
  /** `data` is base64; a Blob keeps a file outside of the heap, once for all calls. */
  | { readonly inlineData: { readonly mimeType: string; readonly data: string | Blob } };

/** What is asked of any model. */
export interface GeminiRequest {
  readonly system?: string;
  /** Oldest first; the last is the user's message. */
  readonly history: readonly { readonly role: "user" | "model"; readonly parts: readonly Part[] }[];
  readonly generationConfig?: {
    readonly temperature?: number;
    readonly topP?: number;
    readonly maxOutputTokens?: number;
  };
  /** The last message is to be read aloud in this voice, and the answer is sound (speech.ts). */
  readonly speech?: { readonly voice: string };
}

/**
 * The request's JSON, in which a Blob stands for the string that it contains. Google refuses a request with half of a character
 * (lexer.cc of protobuf: "invalid low surrogate"), with which a text may end that was cut at a length.
 */
export function jsonOf(request: unknown): string | Blob {
  const blobs: Blob[] = [];
  const mark = randomUUID();
  const json = JSON.stringify(request, (_, value: unknown) => {
    if (typeof value === "string") return value.toWellFormed();
    if (!(value instanceof Blob)) return value;
    blobs.push(value);
    return mark;
  });
  if (blobs.length === 0) return json;
  return new Blob(json.split(mark).flatMap((piece, i) => [piece, ...(blobs[i] ? [blobs[i]] : [])]));
}

/** "image", "audio", "video" or "document"; null: text in a file is text. */
function kindOf(mimeType: string): string | null {
  if (mimeType === "application/pdf") return "document";
  const [kind = ""] = mimeType.split("/");
  return kind === "text" ? null : kind;
}

/**
 * What the request needs of a model, in the words of `Understood.lacks` (unfit.ts): an answer in "text" or "speech", and perhaps
 * "system", the kinds of its files ("image", "document"…), and their exact types ("image/heic").
 */
export function needsOf({ system, history, speech }: GeminiRequest): string[] {
  const types = history.flatMap(({ parts }) =>
    parts.flatMap((part) => ("inlineData" in part ? [part.inlineData.mimeType] : [])),
  );
  const kinds = types.flatMap((type) => kindOf(type) ?? []);
  return [...new Set([speech ? "speech" : "text", ...(system ? ["system"] : []), ...kinds, ...types])];
}

/** The request without `lack`: a system instruction moves into the first turn. @returns null: nothing else can be left out */
export function without(request: GeminiRequest, lack: string): GeminiRequest | null {
  const { system, history, ...rest } = request;
  if (lack !== "system" || !system) return null;
  const [first, ...others] = history;
  if (first?.role !== "user")
    return { ...rest, history: [{ role: "user", parts: [{ text: system }] }, ...history] };
  return { ...rest, history: [{ role: "user", parts: [{ text: system }, ...first.parts] }, ...others] };
}
