// Display name and purpose of models, derived from their names.

/** Display name of a model without a listed one: "gemini-2.5-flash-lite" is "Gemini 2.5 Flash-Lite". */
export function displayNameOf(model: string): string {
  if (!/^(gemini|gemma)-([\d.]+n?-|[a-z-]+-latest$)/.test(model)) return model;
  const words = model.split("-").map((word) => {
    // Sizes and "instruction-tuned": "31b", "a4b", "it".
    if (/^([ae]?\d+b|it|tts)$/.test(word)) return word.toUpperCase();
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
  return words.join(" ").replace("Flash Lite", "Flash-Lite");
}

export type Purpose = "everyday" | "light" | "strong" | "reserve" | "image" | "open" | "other";

/** Purpose of a model by its family; the texts are in the catalogue `models.purpose`. */
export function purposeOf(model: string): Purpose {
  if (/image|tts|audio|live|embedding|veo|imagen|banana|lyria|robotics|computer-use/.test(model))
    return "image";
  if (/^gemini-(1\.|2\.0)/.test(model)) return "reserve";
  if (/flash-lite|-8b/.test(model)) return "light";
  if (/flash/.test(model)) return "everyday";
  // Since Gemini 4 the strongest models have their own family name.
  if (/pro|^gemini-\d+-argon/.test(model)) return "strong";
  return /^gemma/.test(model) ? "open" : "other";
}
