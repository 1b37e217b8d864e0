// One call upstream: read to its end within its time limits and the message's deadline.
import { failureOf } from "../failure.ts";
import type {
  Candidate,
  Clock,
  ErrorClass,
  Evidence,
  Failure,
  Provider,
  ProviderEvent,
  Usage,
} from "../types.ts";
import { NotCalled, UpstreamError } from "../types.ts";
import { callOver, Patience } from "./patience.ts";

export interface CallOptions<Request> {
  candidate: Candidate;
  provider: Provider<Request>;
  request: Request;
  /** The message's signal: aborting it closes the call. */
  signal: AbortSignal;
  clock: Clock;
  /** Time limit to the first sign of life, milliseconds. */
  firstSignMs: number;
  /** Time limit from each sign of life to the next, milliseconds. */
  silenceMs: number;
  /** The message's deadline, epoch milliseconds. */
  endsAt: number;
  known: ReadonlyMap<string, ErrorClass> | undefined;
  onText(textSoFar: string): void;
}

export interface CallResult {
  text: string;
  /** "cut": the message's deadline came while text was arriving. */
  outcome: "ok" | "cut" | "cancelled" | "failed";
  finishReason: string | null;
  modelVersion: string | null;
  /** Only if failed. */
  failure: Failure | null;
  usage: Usage | null;
  /** Milliseconds to the first sign of life, text or thought; null: none came. */
  firstSignMs: number | null;
  firstTokenMs: number | null;
  /** A thought came before the first text. */
  thought: boolean;
  ms: number;
}

const answers = new Set(["STOP", "MAX_TOKENS"]);

/** A character that a person would see. An answer without one is empty. */
const INK = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Wraps what the caller's onText threw, which is no failure of the candidate. */
class CallerError extends Error {}

/** Makes the call. What the provider throws becomes a failure; rejects only with what onText threw, or NotCalled. */
export async function call<Request>(options: CallOptions<Request>): Promise<CallResult> {
  const { candidate, provider, request, signal, clock, silenceMs, endsAt } = options;
  const startedAt = clock.now();
  const upstream = new AbortController();
  const result: CallResult = {
    text: "",
    outcome: "failed",
    finishReason: null,
    modelVersion: null,
    failure: null,
    usage: null,
    firstSignMs: null,
    firstTokenMs: null,
    thought: false,
    ms: 0,
  };
  const finish = (outcome: CallResult["outcome"], evidence?: Evidence): CallResult => {
    const now = clock.now();
    if (evidence) {
      const understood = provider.understand(evidence, now, options.known);
      result.failure = failureOf(understood, evidence, candidate);
    }
    return Object.assign(result, { outcome, ms: now - startedAt });
  };

  let lastSignAt = startedAt;
  /** What came before the first visible character. */
  let blank = "";
  let events: AsyncIterator<ProviderEvent> | undefined;
  const waiting = new Patience(clock, signal);
  try {
    events = provider.stream(candidate, request, upstream.signal)[Symbol.asyncIterator]();
    for (;;) {
      const patience = result.firstSignMs === null ? options.firstSignMs : silenceMs;
      const limit = Math.min(lastSignAt + patience, endsAt);
      const next = await waiting.within(events.next(), limit);
      if (next === "aborted") return finish("cancelled");
      if (next === "late") {
        if (clock.now() >= endsAt && result.text) return finish("cut");
        const silent = clock.now() - lastSignAt;
        return finish("failed", { kind: "silence", afterMs: silent, proven: silent >= patience });
      }
      if (next.done) return finish("failed", ended(result, null));
      const event = next.value;
      if (event.type === "end") {
        result.usage = event.usage;
        result.finishReason = event.finishReason;
        result.modelVersion = event.modelVersion ?? null;
        const good = result.text && !event.blockReason && answers.has(event.finishReason ?? "");
        return good ? finish("ok") : finish("failed", ended(result, event.blockReason));
      }
      lastSignAt = clock.now();
      result.firstSignMs ??= lastSignAt - startedAt;
      if (event.type === "thought" && !result.text) result.thought = true;
      if (event.type === "thought" || !event.text) continue;
      if (!result.text && !INK.test(event.text)) {
        blank += event.text;
        continue;
      }
      result.firstTokenMs ??= lastSignAt - startedAt;
      result.text += blank + event.text;
      blank = "";
      try {
        options.onText(result.text);
      } catch (cause) {
        throw new CallerError("onText threw", { cause });
      }
    }
  } catch (error) {
    if (error instanceof CallerError) throw error.cause;
    if (error instanceof NotCalled) throw error;
    if (signal.aborted) return finish("cancelled");
    const {
      httpStatus = null,
      body = null,
      networkCode = null,
      headers = {},
    } = error instanceof UpstreamError
      ? error
      : { body: error instanceof Error ? error.message : String(error), headers: {} };
    return finish("failed", { kind: "error", httpStatus, body, networkCode, headers });
  } finally {
    waiting.close();
    upstream.abort(callOver);
    // Not awaited: a provider that hangs must not delay the message.
    events?.return?.()?.catch(() => {});
  }
}

function ended({ text, finishReason }: CallResult, blockReason: string | null): Evidence {
  return { kind: "end", hasText: text !== "", finishReason, blockReason };
}
