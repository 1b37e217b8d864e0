// A question to a model, in Gemini's terms.

export type Part =
  | { readonly text: string }
  /** `data` is base64. */
  | { readonly inlineData: { readonly mimeType: string; readonly data: string } };

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
}

/** "image", "audio", "video" or "document"; null: text in a file is text. */
function kindOf(mimeType: string): string | null {
  if (mimeType === "application/pdf") return "document";
  const [kind = ""] = mimeType.split("/");
  return kind === "text" ? null : kind;
}

/**
 * What the request needs of a model, in the words of `Understood.lacks` (unfit.ts): an answer in "text", and perhaps
 * "system", the kinds of its files ("image", "document"…), and their exact types ("image/heic").
 */
export function needsOf({ system, history }: GeminiRequest): string[] {
  const types = history.flatMap(({ parts }) =>
    parts.flatMap((part) => ("inlineData" in part ? [part.inlineData.mimeType] : [])),
  );
  const kinds = types.flatMap((type) => kindOf(type) ?? []);
  return [...new Set(["text", ...(system ? ["system"] : []), ...kinds, ...types])];
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
