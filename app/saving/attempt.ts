// A request to the server that always settles: a server action's promise rejects when its answer is lost, and stays
// pending when no answer comes.
import type { ActionFailure, Result } from "../result.ts";

/** Failures that may be over a moment later: to try the same again makes sense. */
const passing: readonly ActionFailure["code"][] = [
  "unreachable",
  "database_away",
  "internal",
  "telegram_unreachable",
  "telegram_out_of_reach",
  "gemini_unreachable",
];

export const isPassing = ({ code }: ActionFailure): boolean => passing.includes(code);

/** No answer within the limit. The server may still carry the request out. */
export class NoAnswer extends Error {}

/** Next cannot abort a server action, so the wait ends and the request stays open. @throws NoAnswer */
async function within<T>(limitMs: number, request: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), limitMs);
  });
  try {
    return await Promise.race([request(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Never rejects.
 * @param lost the failure to answer with where the request gets no usable answer
 * @param limitMs how long to wait for one; `lost` then gets a NoAnswer
 */
export async function attempt<T>(
  request: () => Promise<Result<T>>,
  lost: (error: unknown) => ActionFailure,
  limitMs: number,
): Promise<Result<T>> {
  try {
    const answer = await within(limitMs, request);
    // A proxy in between may answer in the server's place.
    return typeof answer?.ok === "boolean" ? answer : lost(answer);
  } catch (error) {
    return lost(error);
  }
}
