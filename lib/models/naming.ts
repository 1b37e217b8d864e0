// What a model is called and what it is good for, where ListModels does not say.

/** What to call a model that no key has listed yet: "gemini-2.5-flash-lite" is "Gemini 2.5 Flash-Lite". */
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

/** What a model is good for, by its family; the words stand in the catalogue `models.purpose`. */
export function purposeOf(model: string): Purpose {
  if (/image|tts|audio|live|embedding|veo|imagen|banana|lyria|robotics|computer-use/.test(model))
    return "image";
  if (/^gemini-(1\.|2\.0)/.test(model)) return "reserve";
  if (/flash-lite|-8b/.test(model)) return "light";
  if (/flash/.test(model)) return "everyday";
  // Since Gemini 4 the strongest are called by a name of their own.
  if (/pro|^gemini-\d+-argon/.test(model)) return "strong";
  return /^gemma/.test(model) ? "open" : "other";
}
