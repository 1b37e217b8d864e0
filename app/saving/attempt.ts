// A request to the server that always settles: a server action's promise rejects when its answer is lost.
import type { Failure, Result } from "../result.ts";

/** Failures that may be over a moment later: to try the same again makes sense. */
const passing: readonly Failure["code"][] = [
  "unreachable",
  "database_away",
  "internal",
  "telegram_unreachable",
  "gemini_unreachable",
];

export const isPassing = ({ code }: Failure): boolean => passing.includes(code);

/** @param lost the failure to answer with where the request gets no usable answer. Never rejects. */
export async function attempt<T>(
  request: () => Promise<Result<T>>,
  lost: (error: unknown) => Failure,
): Promise<Result<T>> {
  try {
    const answer = await request();
    // What stands between may answer in the server's place.
    return typeof answer?.ok === "boolean" ? answer : lost(answer);
  } catch (error) {
    return lost(error);
  }
}
