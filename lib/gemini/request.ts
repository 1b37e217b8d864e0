// What a bot asks of a model, in the provider's terms.

export type Part =
  | { readonly text: string }
  /** `data` is base64. */
  | { readonly inlineData: { readonly mimeType: string; readonly data: string } };

export interface GeminiRequest {
  readonly system?: string;
  /** Oldest first; the last one is the user's message. */
  readonly history: readonly { readonly role: "user" | "model"; readonly parts: readonly Part[] }[];
  readonly generationConfig?: {
    readonly temperature?: number;
    readonly topP?: number;
    readonly maxOutputTokens?: number;
  };
}
