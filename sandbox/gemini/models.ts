// The models that the simulated Gemini serves, as ListModels describes them.

export interface ModelInfo {
  name: string;
  displayName: string;
  description: string;
  version: string;
  inputTokenLimit: number;
  outputTokenLimit: number;
  supportedGenerationMethods: string[];
}

const talks = ["generateContent", "countTokens", "createCachedContent", "batchGenerateContent"];
const embeds = ["embedContent", "countTextTokens", "countTokens", "asyncBatchEmbedContent"];

function model(
  name: string,
  displayName: string,
  description: string,
  [inputTokenLimit, outputTokenLimit] = [1_048_576, 65_536],
  supportedGenerationMethods = talks,
  version = "001",
): ModelInfo {
  return {
    name,
    displayName,
    description,
    version,
    inputTokenLimit,
    outputTokenLimit,
    supportedGenerationMethods,
  };
}

export const catalogue: [ModelInfo, ...ModelInfo[]] = [
  model(
    "gemini-2.5-flash",
    "Gemini 2.5 Flash",
    "Stable version of Gemini 2.5 Flash, our mid-size multimodal model that supports up to 1 million tokens, released in June of 2025.",
  ),
  model("gemini-2.0-flash", "Gemini 2.0 Flash", "Gemini 2.0 Flash", [1_048_576, 8192], talks, "2.0"),
  model(
    "gemini-2.5-flash-lite",
    "Gemini 2.5 Flash-Lite",
    "Stable version of Gemini 2.5 Flash-Lite, released in July of 2025",
  ),
  model(
    "gemini-2.5-pro",
    "Gemini 2.5 Pro",
    "Stable release (June 17th, 2025) of Gemini 2.5 Pro",
    undefined,
    talks,
    "2.5",
  ),
  model(
    "gemini-2.0-flash-lite",
    "Gemini 2.0 Flash-Lite",
    "Gemini 2.0 Flash-Lite",
    [1_048_576, 8192],
    talks,
    "2.0",
  ),
  // Google's models of November 2026; the four above are kept for older tests and demos.
  model("gemini-4-argon", "Gemini 4 Argon", "Gemini 4 Argon", undefined, talks, "4-argon"),
  model("gemini-3.8-flash", "Gemini 3.8 Flash", "Gemini 3.8 Flash", undefined, talks, "3.8"),
  model("gemini-3.7-flash", "Gemini 3.7 Flash", "Gemini 3.7 Flash", undefined, talks, "3.7"),
  model("gemini-3.6-flash", "Gemini 3.6 Flash", "Gemini 3.6 Flash", undefined, talks, "3.6"),
  model("gemini-3.5-flash", "Gemini 3.5 Flash", "Gemini 3.5 Flash", undefined, talks, "3.5"),
  model("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite", "Gemini 3.5 Flash-Lite", undefined, talks, "3.5"),
  model("gemini-3.1-flash-lite", "Gemini 3.1 Flash-Lite", "Gemini 3.1 Flash-Lite", undefined, talks, "3.1"),
  model(
    "gemini-3.1-pro-preview",
    "Gemini 3.1 Pro Preview",
    "Gemini 3.1 Pro Preview",
    undefined,
    talks,
    "3.1-pro-preview",
  ),
  model(
    "gemini-flash-latest",
    "Gemini Flash Latest",
    "Latest release of Gemini Flash",
    undefined,
    talks,
    "Gemini Flash Latest",
  ),
  model(
    "gemini-flash-lite-latest",
    "Gemini Flash-Lite Latest",
    "Latest release of Gemini Flash-Lite",
    undefined,
    talks,
    "Gemini Flash-Lite Latest",
  ),
  model(
    "gemini-3-flash-preview",
    "Gemini 3 Flash Preview",
    "Gemini 3 Flash Preview",
    undefined,
    talks,
    "3-flash-preview",
  ),
  model(
    "gemini-3-pro-preview",
    "Gemini 3 Pro Preview",
    "Gemini 3 Pro Preview",
    undefined,
    talks,
    "3-pro-preview-11-2025",
  ),
  model(
    "gemini-2.5-flash-image",
    "Nano Banana",
    "Gemini 2.5 Flash Preview Image",
    [32_768, 32_768],
    ["generateContent", "countTokens", "batchGenerateContent"],
    "2.0",
  ),
  model(
    "gemini-2.5-flash-preview-tts",
    "Gemini 2.5 Flash Preview TTS",
    "Gemini 2.5 Flash Preview TTS",
    [8192, 16_384],
    ["countTokens", "generateContent"],
    "gemini-2.5-flash-exp-tts-2025-05-19",
  ),
  model("gemma-4-31b-it", "Gemma 4 31B IT", "", [262_144, 32_768], ["generateContent", "countTokens"], "001"),
  model(
    "gemma-4-26b-a4b-it",
    "Gemma 4 26B A4B IT",
    "",
    [262_144, 32_768],
    ["generateContent", "countTokens"],
    "001",
  ),
  model("gemma-3-27b-it", "Gemma 3 27B", "", [131_072, 8192], ["generateContent", "countTokens"], "001"),
  model(
    "gemini-embedding-001",
    "Gemini Embedding 001",
    "Obtain a distributed representation of a text.",
    [2048, 1],
    embeds,
    "001",
  ),
];

/** Aliases and the models that they resolve to. */
const behind: Record<string, string> = {
  "gemini-flash-latest": "gemini-3.8-flash",
  "gemini-flash-lite-latest": "gemini-3.5-flash-lite",
};
/** The model version that serves this name. */
export const versionOf = (name: string): string => behind[name] ?? name;

/** The replacement that Google names for a model closed to new users, if it names one. */
export const successors: Record<string, string> = {
  "gemini-2.5-flash": "gemini-3.6-flash",
  "gemini-2.5-flash-lite": "gemini-3.5-flash-lite",
};

/** Free-tier limits that the demo gives to its models. */
export const freeTier: Record<string, { perMinute: number; perDay: number }> = {
  "gemini-2.5-flash": { perMinute: 10, perDay: 250 },
  "gemini-2.0-flash": { perMinute: 15, perDay: 200 },
  "gemini-2.5-flash-lite": { perMinute: 15, perDay: 1000 },
  "gemini-2.5-pro": { perMinute: 5, perDay: 100 },
  "gemini-embedding-001": { perMinute: 100, perDay: 1000 },
};

/** A model as GetModel and ListModels return it. */
export const modelView = ({ name, ...rest }: ModelInfo) => ({
  name: `models/${name}`,
  ...rest,
  ...(rest.supportedGenerationMethods.includes("generateContent") && {
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    ...(/2\.5|3-|[34]\./.test(name) && { thinking: true }),
  }),
});
