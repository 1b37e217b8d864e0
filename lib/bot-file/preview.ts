// What a file would change, in words for a page.
import { stringify } from "yaml";
import type { Context } from "../context.ts";
import { authorise } from "../people/can.ts";
import { applyShape, planShape } from "./apply.ts";
import type { ShapePart } from "./shape.ts";
import { shapeInText } from "./text.ts";

/** Characters of a value; more of a prompt nobody reads in a preview. */
const SHOWN_MAX = 3_000;

export interface FileChange {
  part: ShapePart;
  /** As text; empty: nothing is set. */
  before: string;
  after: string;
}

function shown(value: unknown): string {
  if (value === null) return "";
  const isEmpty = typeof value === "object" && Object.keys(value).length === 0;
  const text =
    typeof value === "string" ? value : isEmpty ? "" : stringify(value, { lineWidth: 0 }).trimEnd();
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** @throws AppError of `shapeInText`, "not_found" or "invalid" */
export async function previewFile(
  context: Context,
  id: string,
  text: string,
): Promise<{ changes: FileChange[]; stamp: string }> {
  authorise(context, "runBots");
  const { changes, stamp } = await planShape(context, id, shapeInText(text));
  return {
    changes: changes.map(({ part, before, after }) => ({ part, before: shown(before), after: shown(after) })),
    stamp,
  };
}

/** @param stamp of the preview; null: whatever the settings are @returns the config version, or null if nothing changed */
export async function applyFile(
  context: Context,
  id: string,
  text: string,
  stamp: string | null,
): Promise<number | null> {
  authorise(context, "runBots");
  return applyShape(context, id, shapeInText(text), stamp);
}
