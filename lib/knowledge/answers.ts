// Questions with their answers, written in the browser: a piece each, whose heading is the question.
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { isUuid } from "../uuid.ts";
import { dropPiece, type Edited, editPieces, putPiece } from "./edit.ts";

export interface WrittenAnswer {
  id: string;
  question: string;
  answer: string;
}

/** In the order in which they were written. */
export async function listAnswers(context: Context, sourceId: string): Promise<WrittenAnswer[]> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  if (!isUuid(sourceId)) return [];
  const rows = await tenantDb(context).piece.findMany({
    where: { tenantId, version: { sourceId, source: { kind: "answers" } } },
    select: { id: true, heading: true, text: true },
    orderBy: { position: "asc" },
  });
  return rows.map(({ id, heading, text }) => ({ id, question: heading, answer: text }));
}

interface GivenAnswer {
  id?: string | undefined;
  question: string;
  answer: string;
}

/** Within editPieces. @returns the id of the changed or the new one @throws AppError "not_found", "invalid", "limit_reached" */
export function putAnswer(
  edited: Edited,
  sourceId: string,
  { id, question, answer }: GivenAnswer,
): Promise<string> {
  for (const [field, text] of Object.entries({ question, answer }))
    if (!text.trim()) throw new AppError("invalid", {}, field);
  return putPiece(edited, sourceId, id, { heading: question, text: answer, place: null });
}

/** @returns the id of the changed or the new one @throws AppError "not_found", "invalid", "limit_reached" */
export async function saveAnswer(context: Context, sourceId: string, given: GivenAnswer): Promise<string> {
  authorise(context, "runBots");
  return editPieces(context, { sourceId, kind: "answers" }, (edited) => putAnswer(edited, sourceId, given));
}

/** @throws AppError "not_found" */
export async function removeAnswer(context: Context, sourceId: string, id: string): Promise<void> {
  authorise(context, "runBots");
  await editPieces(context, { sourceId, kind: "answers" }, (edited) => dropPiece(edited, id));
}
