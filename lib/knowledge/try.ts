// What a bot would find for a question, for whoever looks after its knowledge.
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import { authorise } from "../people/can.ts";
import { tenantDb } from "../tenant-db.ts";
import { goesWhole } from "./prompt.ts";
import { type FoundPiece, findPieces } from "./search.ts";
import { knownBy, readServed } from "./served.ts";

/** Pieces that are shown. */
const SHOWN = 8;

export interface TriedPiece extends Pick<FoundPiece, "id" | "heading" | "text" | "place" | "by"> {
  /** From 0 to 1: the best one has 1. */
  fit: number;
  source: { id: string; name: string };
}

export interface TriedQuestion {
  pieces: TriedPiece[];
  /** A table that goes along wholly. */
  list: boolean;
  /** All of the knowledge goes along. */
  whole: boolean;
  enough: boolean;
}

/** @throws AppError "not_found" */
export async function tryQuestion(context: Context, botId: string, question: string): Promise<TriedQuestion> {
  authorise(context, "viewBots");
  const { tenantId } = context;
  const db = tenantDb(context);
  const bot = await db.bot.findFirst({ where: { tenantId, id: botId }, select: { id: true } });
  if (!bot) throw new AppError("not_found");
  const served = knownBy(await db.$transaction((tx) => readServed(tx, tenantId)), botId);
  const versionIds = served.map(({ versionId }) => versionId);
  const found = await findPieces({ tenantId }, { versionIds, question, most: SHOWN });
  const whole = goesWhole(served);
  const best = Math.max(...found.pieces.map(({ score }) => score), Number.MIN_VALUE);
  return {
    pieces: found.pieces.map(({ id, heading, text, place, by, score, versionId }) => {
      const source = served.find((each) => each.versionId === versionId);
      return {
        id,
        heading,
        text,
        place,
        by,
        fit: score / best,
        source: { id: source?.id ?? "", name: source?.name ?? "" },
      };
    }),
    list: found.whole !== null,
    whole,
    // Where all of it goes along, the model judges, and not the search.
    enough: found.enough || (whole && found.pieces.length > 0),
  };
}
