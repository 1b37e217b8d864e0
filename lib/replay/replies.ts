// What Google would say: an answer that no rule knows, given its class as an admin gives it. So whatever class there
// is can be replayed, and a new one needs nothing here.

import { classify } from "../fallback/classify/classify.ts";
import { spanOf } from "../fallback/clocks.ts";
import { type ErrorClass, errorClasses, UpstreamError } from "../fallback/types.ts";

/** Statuses that no rule knows: of a caller's fault, which Google does not charge for, and of Google's. */
const statuses = { caller: 418, google: 599 };
const googlesFault = new Set<ErrorClass>(["overloaded", "internal"]);

const bodyOf = (kind: ErrorClass, seconds: number) => ({
  error: { message: `Replayed: ${kind}${kind === "rate_minute" ? `. Please retry in ${seconds}s` : ""}` },
});

/** The classes of replies, by fingerprint: for `walk`. */
export const replied: ReadonlyMap<string, ErrorClass> = new Map(
  errorClasses.flatMap((kind) =>
    Object.values(statuses).flatMap((httpStatus): [string, ErrorClass][] => {
      const key = { id: "", label: "", last4: "", project: null };
      const evidence = { kind: "error", httpStatus, body: bodyOf(kind, 1), networkCode: null } as const;
      const { fingerprint } = classify(evidence, { model: "", key, owner: "", project: "" }, 0);
      return fingerprint === null ? [] : [[fingerprint, kind]];
    }),
  ),
);

/** For classes that are an error, and no answer of its own kind (see `ends`). */
export function replyOf(kind: Exclude<ErrorClass, Ending>, now: number): UpstreamError {
  if (kind === "timeout") return new UpstreamError({ networkCode: "ETIMEDOUT" });
  const httpStatus = googlesFault.has(kind) ? statuses.google : statuses.caller;
  const seconds = Math.ceil((spanOf("minute", now).endsAt - now) / 1000);
  return new UpstreamError({ httpStatus, body: bodyOf(kind, seconds) });
}

/** How a 200 ends that is no answer. */
export const ends = {
  blocked: { finishReason: null, blockReason: "PROHIBITED_CONTENT" },
  empty: { finishReason: "STOP", blockReason: null },
} as const;
type Ending = keyof typeof ends;
export const isEnding = (kind: ErrorClass): kind is Ending => kind in ends;
