// What a model does not take, from Google's sentences about it. Only a whole sentence counts, in which nothing is free
// but the model's name and a type of file that we send ourselves: so it quotes nothing that a person wrote.
//
// Seen with Gemma, and with Gemini's speech, image and transcription models: "Developer instruction is not enabled for
// models/gemma-3-12b-it", "Audio input modality is not enabled for this model", "Image input modality is not enabled for
// tunedModels/…" (google/generative-ai-docs#513), "Unsupported MIME type: application/pdf"
// (google-gemini/deprecated-generative-ai-js#201). Those about documents are formed alike.
import { acceptedType } from "./files.ts";

const name = String.raw`(?:(?:tuned)?models\/[\w.-]+|gem(?:ini|ma)-[\w.-]+)`;
const model = `(?:this model|(?:the )?model(?: ${name})?|${name})`;
const subject =
  "(developer|system|image|audio|video|document|pdf) (?:instructions?|modality|inputs?(?: modality)?|files?)";
const type = String.raw`([a-z]+\/[\w.+-]+)`;
const not = "(?:is|are) not (?:enabled|supported) (?:for|by)";

const sentences = [
  `${subject} ${not} ${model}`,
  `${model} (?:does not|doesn't) support ${subject}`,
  `Unsupported MIME type: ${type}`,
  `(?:The )?(?:MIME ?type )?${type} ${not} ${model}`,
].map((sentence) => new RegExp(`^${sentence}\\.?$`, "i"));
/** The same at Vertex, with more sentences after it. */
const vertexType = new RegExp(
  `^Unable to submit request because it has a mimeType parameter with value ${type}, which is not supported\\.`,
);

/** A model that cannot answer with text, or not by this method: never the request's fault. */
const textless =
  /^(This model only supports Interactions API\b|The requested combination of response modalities( \(TEXT\))? is not supported by the model\b)/;
/** The same of a model that was asked to speak: what it accepts begins with text. */
const speechless =
  /^The requested combination of response modalities(?: \(AUDIO\))? is not supported by the model\.[^*]*accepts the following combination of response modalities:\n\* TEXT\b/;

const needs: Readonly<Record<string, string>> = { developer: "system", pdf: "document" };

/** @returns what the model lacks, in the words of `needsOf`; null: the message is no such sentence */
export function unfitOf(message: string): string | null {
  if (speechless.test(message)) return "speech";
  if (textless.test(message)) return "text";
  for (const sentence of [...sentences, vertexType]) {
    const what = sentence.exec(message)?.[1]?.toLowerCase();
    if (what === undefined) continue;
    return what.includes("/") ? (acceptedType(what) === what ? what : null) : (needs[what] ?? what);
  }
  return null;
}
