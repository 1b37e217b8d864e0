// What each figure of answers means: for the overview, the analytics and whatever else counts them. Pure.
import type { AnswerState } from "#generated/enums.ts";
import { bucketOf } from "./speeds.ts";

/**
 * What counts as an answer: the person got something. A question that somebody cancelled is none. An answer belongs to
 * the hour and day in which it began.
 */
export const outcomes = ["answered", "refused", "apologised"] as const satisfies readonly AnswerState[];
type Outcome = (typeof outcomes)[number];

export const answersOf = (figures: Readonly<Record<Outcome, number>>): number =>
  outcomes.reduce((sum, outcome) => sum + figures[outcome], 0);

/** SQL, over the columns of "Answer" AS a. */
export const isEnded = `a."state" <> 'running'`;
export const isAnswer = `a."state" IN (${outcomes.map((outcome) => `'${outcome}'`).join(", ")})`;
/** A model has answered. Attempts and times are of these alone: an apology is no answer after no attempt. */
export const isAnswered = `a."state" = 'answered'`;
/** The bucket of the time from the question to the first text; pages that show its median round alike (speeds.ts). */
export const firstText = bucketOf(`extract(epoch FROM a."firstTextAt" - a."receivedAt") * 1000`);
