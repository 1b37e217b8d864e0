// The text of a bot's file: YAML, as which JSON of older versions can be read too.
import { LineCounter, parseDocument, stringify } from "yaml";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { hasNul, wholeCharacters } from "../storable.ts";
import { BotShape } from "./shape.ts";

/** Raised when a reader of older files would misunderstand it. */
export const FILE_VERSION = 1;
/** Characters. */
export const FILE_MAX = 300_000;
/** Names for a node that stands in several places; a few of them nested would make a file of gigabytes. */
const ALIASES_MAX = 20;

/** Any part may be missing: it stays as it is. What the file says of the bot itself is for people. */
const FileShape = BotShape.partial().extend({
  botfactory: z.int().optional(),
  name: z.string().optional(),
  username: z.string().optional(),
});

/** Models that are on are named only. */
export function textOfFile({ models, ...file }: Partial<BotShape> & object): string {
  const named = models?.map((entry) => (entry.enabled ? entry.model : entry)) ?? null;
  const known = { ...file, ...(models === undefined ? {} : { models: named }) };
  return stringify(known, { lineWidth: 0, blockQuote: "literal" });
}

const withEntries = (models: unknown): unknown =>
  Array.isArray(models)
    ? models.map((each) => (typeof each === "string" ? { model: each, enabled: true } : each))
    : models;

type Rule = "unknown" | "choice" | "long" | "short" | "kind" | "other";

/** What is wrong, as a word for the sentence and what it names. */
function ruleOf(issue: z.core.$ZodIssue): { rule: Rule; detail: string } {
  switch (issue.code) {
    case "unrecognized_keys":
      return { rule: "unknown", detail: "" };
    case "invalid_key":
      return { rule: "unknown", detail: "" };
    case "invalid_value":
      return { rule: "choice", detail: issue.values.map(String).join(", ") };
    case "too_big":
      return { rule: "long", detail: String(issue.maximum) };
    case "too_small":
      return { rule: "short", detail: String(issue.minimum) };
    case "invalid_type":
      return { rule: "kind", detail: issue.expected };
    default:
      return { rule: "other", detail: "" };
  }
}

/**
 * @throws AppError "file_syntax", "file_none", "file_newer" or "file_field", with the line
 */
export function shapeInText(text: string): Partial<BotShape> {
  if (text.length > FILE_MAX) throw new AppError("invalid", {}, "file");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const [broken] = document.errors;
  if (broken) throw new AppError("file_syntax", { line: lineAt(broken.pos[0]) }, "file");

  let given: unknown;
  try {
    given = document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch {
    throw new AppError("file_none", {}, "file");
  }
  if (given === null || typeof given !== "object" || Array.isArray(given))
    throw new AppError("file_none", {}, "file");
  const { botfactory = FILE_VERSION, models } = given as Record<string, unknown>;
  if (typeof botfactory === "number" && botfactory > FILE_VERSION)
    throw new AppError("file_newer", {}, "file");
  const parsed = FileShape.safeParse(
    models === undefined ? given : { ...given, models: withEntries(models) },
  );
  if (parsed.success) {
    const { botfactory: _, name: __, username: ___, ...shape } = parsed.data;
    if (Object.keys(shape).length === 0) throw new AppError("file_none", {}, "file");
    if (hasNul(shape)) throw new AppError("file_none", {}, "file");
    return wholeCharacters(shape);
  }

  const { issues } = parsed.error;
  // A name that is misspelt is missing elsewhere.
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (!issue) throw new AppError("file_none", {}, "file");
  const path = [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [])];
  throw new AppError("file_field", { line: lineOf(path), path: path.join("."), ...ruleOf(issue) }, "file");

  /** Of the part, or of the nearest one around it. */
  function lineOf(of: readonly PropertyKey[]): number {
    for (let length = of.length; length > 0; length--) {
      const node: unknown = document.getIn(of.slice(0, length), true);
      const range = (node as { range?: [number, number, number] } | undefined)?.range;
      if (range) return lineAt(range[0]);
    }
    return 1;
  }
}
