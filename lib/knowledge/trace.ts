// What of its bot's knowledge went with a question: the column Answer.knowledge.
import { z } from "zod";

const Ways = ["words", "meaning", "name", "filter", "list"] as const;

const Piece = z.object({
  id: z.string(),
  /** The source's id. */
  source: z.string(),
  /** Cut. */
  heading: z.string(),
  place: z.string().nullable(),
  score: z.number(),
  by: z.array(z.enum(Ways)),
  used: z.boolean(),
});

const Trace = z.object({
  /** All of it went with the question; pieces that a search found; nothing. */
  way: z.enum(["whole", "found", "nothing"]),
  /** What went with it, by the names that sources had then. */
  sources: z.array(z.object({ id: z.string(), name: z.string(), used: z.boolean() })),
  pieces: z.array(Piece),
  /** The source whose rows were all listed; null: none. */
  listed: z.string().nullable(),
  /** Whether what was found is enough to answer from. */
  enough: z.boolean(),
  /** The model found no answer in it, or was not asked since there is none. */
  unknown: z.boolean(),
  /** The search failed, and the question was asked without it. */
  failed: z.boolean(),
  /** Milliseconds until it was there. */
  ms: z.number(),
});
export type KnowledgeTrace = z.infer<typeof Trace>;

/** Numbers that are read of one answer. */
export const USED_MAX = 50;

const HEADING = 120;
export const headingFrom = (heading: string): string => heading.slice(0, HEADING);

/** @returns null: the bot knew nothing then, or it cannot be read */
export const traceFrom = (stored: unknown): KnowledgeTrace | null => Trace.safeParse(stored).data ?? null;

/** The trace when the answer is there. @param numbers the numbers of the sources that the model says it used, from 1 */
export function usedIn(trace: KnowledgeTrace, numbers: readonly number[], unknown: boolean): KnowledgeTrace {
  const isUsed = (i: number) => numbers.includes(i + 1);
  if (trace.way === "whole")
    return { ...trace, unknown, sources: trace.sources.map((each, i) => ({ ...each, used: isUsed(i) })) };
  const pieces = trace.pieces.map((each, i) => ({ ...each, used: isUsed(i) }));
  const used = new Set(pieces.flatMap((each) => (each.used ? each.source : [])));
  // The table is numbered behind the pieces.
  if (trace.listed && isUsed(pieces.length)) used.add(trace.listed);
  const sources = trace.sources.map((each) => ({ ...each, used: used.has(each.id) }));
  return { ...trace, unknown, pieces, sources };
}
