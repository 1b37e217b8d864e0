// Parses a request to generateContent.
import { badRequest, type GoogleError } from "./errors.ts";

interface Part {
  text?: string;
  inlineData?: { mimeType?: string; data?: string };
  inline_data?: { mime_type?: string; data?: string };
}

export interface Content {
  role?: string;
  parts?: Part[];
}

export interface GenerateRequest {
  contents: Content[];
  systemInstruction?: Content | string;
  system_instruction?: Content | string;
  generationConfig?: { maxOutputTokens?: number; responseModalities?: string[] };
}

export const isError = (value: GenerateRequest | GoogleError): value is GoogleError => "http" in value;

/** The parsed request, or Google's error for an invalid one. */
export function readRequest(body: Buffer): GenerateRequest | GoogleError {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString() || "{}");
  } catch {
    return badRequest("Invalid JSON payload received. Unexpected end of string.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return badRequest();
  const request = parsed as GenerateRequest & { generateContentRequest?: GenerateRequest };
  if (request.generateContentRequest) return readContents(request.generateContentRequest);
  return readContents(request);
}

function readContents(request: GenerateRequest): GenerateRequest | GoogleError {
  const given: unknown = request.contents;
  const contents = (Array.isArray(given) ? given : given ? [given] : []) as Content[];
  if (contents.length === 0)
    return badRequest("* GenerateContentRequest.contents: contents is not specified\n");
  for (const [index, { role, parts }] of contents.entries()) {
    if (!Array.isArray(parts) || parts.length === 0)
      return badRequest(
        `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`,
      );
    if (role !== undefined && !["user", "model", "function"].includes(role))
      return badRequest("Please use a valid role: user, model.");
    for (const part of parts) {
      if (Object.keys(part).length === 0 || part.text === null)
        return badRequest(
          `* GenerateContentRequest.contents[${index}].parts[0].data: required oneof field 'data' must have one initialized field\n`,
        );
    }
  }
  return { ...request, contents };
}

const textOf = (content: Content | undefined) =>
  (content?.parts ?? []).map(({ text }) => text ?? "").join("");

const lastOfUser = ({ contents }: GenerateRequest) => contents.findLast(({ role }) => role !== "model");

/** What the user says in the end; parts before it are what the bot tells of it, such as the message that it replies to. */
export const lastText = (request: GenerateRequest): string =>
  lastOfUser(request)?.parts?.findLast(({ text }) => text !== undefined)?.text ?? "";

export function systemText({ systemInstruction, system_instruction }: GenerateRequest): string {
  const system = systemInstruction ?? system_instruction;
  return typeof system === "string" ? system : textOf(system);
}

export interface Attachment {
  mimeType: string;
  bytes: number;
}

/** Files of the user's last message. */
export const attachments = (request: GenerateRequest): Attachment[] =>
  (lastOfUser(request)?.parts ?? []).flatMap(({ inlineData, inline_data }) => {
    const data = inlineData?.data ?? inline_data?.data;
    if (data === undefined) return [];
    const mimeType = inlineData?.mimeType ?? inline_data?.mime_type ?? "application/octet-stream";
    return [{ mimeType, bytes: Math.floor((data.length * 3) / 4) }];
  });

/** About 4 characters per token (Google's rule of thumb). */
export const tokensIn = (text: string) => Math.ceil(text.length / 4);

export const promptTokens = (request: GenerateRequest) =>
  tokensIn(systemText(request)) +
  attachments(request).length * 258 +
  request.contents.reduce((sum, content) => sum + tokensIn(textOf(content)), 0);
