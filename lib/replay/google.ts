// Google as recorded: fails during an outage or over a limit, and otherwise answers as fast as it did then.

import {
  type Candidate,
  type Clock,
  type ErrorClass,
  nameOf,
  type Provider,
  Quotas,
  scopesOf,
} from "../fallback/index.ts";
import { spanOf } from "../gemini/clocks.ts";
import type { History, Outage, PaceSample, RecordedQuestion } from "./history.ts";
import { ends, googlesFault, replyOf, understandReply } from "./replies.ts";

/** Approximate time of a refusal by Gemini, network included. */
const REFUSAL_MS = 150;
/** Assumed pace if no answer was recorded. */
const usual: PaceSample = { firstTokenMs: 900, ms: 2_500 };

const refusals = new Set<ErrorClass>(["blocked", "bad_request"]);

/** The model's failure for this question with any key; refused by two models means refused by all. */
function faultOf({ faults }: RecordedQuestion, model: string): ErrorClass | null {
  const own = faults.find((fault) => fault.model === model);
  if (own) return own.class;
  const [first, second] = faults.filter((fault) => refusals.has(fault.class));
  return first && second ? first.class : null;
}

export function recordedGoogle(history: History, clock: Clock): Provider<RecordedQuestion> {
  const troubles = new Map<string, Outage[]>();
  for (const trouble of history.troubles.toSorted((a, b) => a.from - b.from)) {
    const name = nameOf(trouble);
    troubles.set(name, [...(troubles.get(name) ?? []), trouble]);
  }
  const everyPace = [...history.pace.values()].flat();
  const turns = new Map<string, number>();
  // Google's own counts: unlike the chain, it knows all limits from the start.
  const ledger = new Quotas({ worker: "google", spanOf });
  ledger.mergeLimits(history.limits);
  ledger.merge(history.counts, history.from);

  function troubling(candidate: Candidate, now: number): Outage | null {
    // The widest scope first.
    for (const name of scopesOf(candidate).map(nameOf).toReversed()) {
      const found = troubles.get(name)?.find(({ from, to }) => from <= now && now < to);
      if (found) return found;
    }
    return null;
  }

  function paceOf(model: string): PaceSample {
    const recorded = history.pace.get(model) ?? everyPace;
    const turn = turns.get(model) ?? 0;
    turns.set(model, turn + 1);
    return recorded[turn % recorded.length] ?? usual;
  }

  return {
    understand: understandReply,
    async *stream(candidate, question, signal) {
      const trouble = troubling(candidate, clock.now());
      if (trouble?.class === "timeout" && trouble.scope !== "egress") {
        await clock.sleep(Number.MAX_SAFE_INTEGER, signal);
        return;
      }
      if (trouble) {
        await clock.sleep(REFUSAL_MS, signal);
        const reply = replyOf(trouble.class);
        // Google counts its own failures against the quota.
        if (googlesFault.has(trouble.class)) ledger.begun(ledger.meterOf(candidate), clock.now());
        if (reply) throw reply;
      }
      const meter = ledger.meterOf(candidate);
      const over = meter.limits.find((limit) => meter.isOver(limit, clock.now()));
      if (over) {
        const kind = over.window === "day" ? "rate_day" : "rate_minute";
        await clock.sleep(REFUSAL_MS, signal);
        throw replyOf(kind);
      }
      ledger.begun(meter, clock.now());
      ledger.spent(meter, question.inputTokens, clock.now());

      const { inputTokens, outputTokens } = question;
      const usage = { inputTokens, outputTokens };
      const { firstTokenMs, ms } = paceOf(candidate.model);
      const fault = faultOf(question, candidate.model);
      await clock.sleep(firstTokenMs, signal);
      if (fault === "blocked" || fault === "empty") {
        yield { type: "end", ...ends[fault], usage: { ...usage, outputTokens: 0 } };
        return;
      }
      if (fault) throw replyOf(fault);
      yield { type: "text", text: "…" };
      // Text at least every 5 s, so that a long answer does not count as silent.
      for (let left = ms - firstTokenMs; left > 0; left -= 5_000) {
        await clock.sleep(Math.min(left, 5_000), signal);
        yield { type: "text", text: "…" };
      }
      yield { type: "end", finishReason: "STOP", blockReason: null, usage };
    },
  };
}
