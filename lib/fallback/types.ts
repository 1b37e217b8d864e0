// The vocabulary of the chain; prisma/schema.prisma has the same names as enums. Times are epoch milliseconds, durations milliseconds.

/** What became of a failed call. classes.ts says what each class means to the chain. */
export const errorClasses = [
  "rate_minute",
  "rate_day",
  "rate_unknown",
  "no_entitlement",
  "prepaid_empty",
  "spend_cap",
  "spend_rate",
  "key_invalid",
  "key_blocked",
  "model_denied",
  "project_blocked",
  "project_refused",
  "model_missing",
  "model_unfit",
  "overloaded",
  "internal",
  "timeout",
  "egress_refused",
  "location",
  "bad_request",
  "blocked",
  "empty",
  "unknown",
] as const;
export type ErrorClass = (typeof errorClasses)[number];

/** What became of any call: answered, cancelled, or failed. */
export const attemptClasses = ["ok", "cancelled", ...errorClasses] as const;
export type AttemptClass = (typeof attemptClasses)[number];

/** What became of a live check of a key. */
export const checkClasses = ["ok", ...errorClasses] as const;
export type CheckClass = (typeof checkClasses)[number];

/** What a park leaves out; scopes.ts names each by its id. */
export const scopes = ["key", "project", "project_model", "key_model", "model", "egress"] as const;
export type Scope = (typeof scopes)[number];

/** Windows for which providers name limits. */
export const limitWindows = ["minute", "day"] as const;
export type LimitWindow = (typeof limitWindows)[number];

/** Windows in which use is counted. */
export const countWindows = ["minute", "hour", "day"] as const;
export type CountWindow = (typeof countWindows)[number];

/** What a limit counts. */
export const metrics = ["requests", "tokens"] as const;
export type Metric = (typeof metrics)[number];

/** Order of keys within a model. priority: the first key until it fails. balanced: the least used of its quota first. */
export const keyOrders = ["priority", "balanced"] as const;
export type KeyOrder = (typeof keyOrders)[number];

/** A key of the chain. Its secret stays with the provider. */
export interface Key {
  readonly id: string;
  readonly label: string;
  readonly last4: string;
  /** The project whose quota it uses; null: unknown, the key counts as a project of its own. */
  readonly project: string | null;
  /** Tried after the other keys of the same model. */
  readonly lastResort?: boolean;
  /**
   * Whose it is, if not the chain's owner's: one that several owners share. What is known of it, parks and quotas, is that
   * owner's, so it holds for all who use it.
   */
  readonly owner?: string;
}

/** One (model, key) of a chain. */
export interface Candidate {
  readonly model: string;
  readonly key: Key;
  readonly owner: string;
  /** The key's project, or `key:<keyId>` while it is unknown. */
  readonly project: string;
  /** The model may think before it answers, without telling. Absent: not known. */
  readonly thinks?: boolean;
}

/** A scope left out until a time. Immutable: a new object replaces it. */
export interface Park {
  readonly scope: Scope;
  readonly id: string;
  readonly class: ErrorClass;
  /** The provider's reason, short and redacted. */
  readonly reason: string;
  /** Epoch milliseconds; null: until an admin edits the key. */
  readonly until: number | null;
  /** Failures in a row, each after the deadline of the one before; 1 for the first. */
  readonly strikes: number;
  /** When the first of these failures came. */
  readonly since: number;
  /** When the latest evidence came. */
  readonly at: number;
  /** The owner that it holds for; null: every owner. */
  readonly owner: string | null;
}

/** Tokens of one call, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  /** Thoughts included. */
  readonly outputTokens: number;
}

/** What a provider yields while it answers. */
export type ProviderEvent =
  | { readonly type: "text"; readonly text: string }
  /** The model thinks: a sign of life without text. */
  | { readonly type: "thought" }
  | {
      readonly type: "end";
      /** As the provider names it ("STOP"); null: the stream ended without one. */
      readonly finishReason: string | null;
      /** Why the prompt was refused; null: it was not. */
      readonly blockReason: string | null;
      readonly usage: Usage | null;
      /** The version that answered, if the provider tells. */
      readonly modelVersion?: string | null;
    };

/** What a failed attempt left behind. */
export type Evidence =
  | {
      kind: "error";
      httpStatus: number | null;
      body: unknown;
      networkCode: string | null;
      headers?: Readonly<Record<string, string>>;
    }
  /** A 200 that came to its end without being an answer. */
  | { kind: "end"; hasText: boolean; finishReason: string | null; blockReason: string | null }
  /** Silence for `afterMs`; `proven`: for the whole time limit, not only for what was left of the message's time. */
  | { kind: "silence"; afterMs: number; proven: boolean };

/** What a provider makes of the evidence of one failed attempt. */
export interface Understood {
  readonly class: ErrorClass;
  readonly httpStatus: number | null;
  /** Short, without secrets: it is stored and shown. */
  readonly reason: string;
  /** How long the class's scope is parked; null: not at all. */
  readonly deadline: Deadline | null;
  /** The project as the error names it; null: it does not. */
  readonly consumer: string | null;
  readonly quotas: readonly Quota[];
  /** The same for errors that look alike. Only on `unknown`, and on errors that an admin classified. */
  readonly fingerprint: string | null;
  /** What of the request the model does not take ("system", "image"…). Only on `model_unfit`. */
  readonly lacks: string | null;
  /** The model that the provider names as replacement; null: none. */
  readonly successor: string | null;
}

/** Who answers, and the rules by which its failures are understood. */
export interface Provider<Request> {
  /**
   * Makes one call. Yields texts and thoughts as they come, and one `end` last.
   * @param signal aborting it, or leaving the iteration, must close the connection
   * @throws UpstreamError for every failure; any other error counts as one without status
   */
  stream(candidate: Candidate, request: Request, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /**
   * Classifies one failure. Must not throw, whatever the evidence is.
   * @param now epoch milliseconds
   * @param known classes that an admin gave to fingerprints of unknown errors
   */
  understand(evidence: Evidence, now: number, known?: ReadonlyMap<string, ErrorClass>): Understood;
  /** What the request needs of a model beyond plain text, in the words of `Understood.lacks`. Absent: nothing. */
  needs?(request: Request): readonly string[];
  /** The request without what a model does not take; null: the request needs it. */
  without?(request: Request, lack: string): Request | null;
}

/** A failed call: status, headers and body as they came, or the network's error code. Holds no address and no secret. */
export class UpstreamError extends Error {
  /** null: no answer came. */
  readonly httpStatus: number | null;
  /** Parsed JSON, else the raw text; null: no body. */
  readonly body: unknown;
  /** "ECONNREFUSED", "ENOTFOUND"…; null: the connection did not fail. */
  readonly networkCode: string | null;
  /** The headers that rules may look at, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(failure: {
    httpStatus?: number | null;
    body?: unknown;
    networkCode?: string | null;
    headers?: Readonly<Record<string, string>>;
  }) {
    super(failure.networkCode ?? `HTTP ${failure.httpStatus ?? "without an answer"}`);
    this.name = "UpstreamError";
    this.httpStatus = failure.httpStatus ?? null;
    this.body = failure.body ?? null;
    this.networkCode = failure.networkCode ?? null;
    this.headers = failure.headers ?? {};
  }
}

/** The provider could not make the call for a reason of this process alone. Parks nothing; the walk rejects with it. */
export class NotCalled extends Error {}

/** A quota that an error named; counting ahead starts from these. */
export interface Quota {
  readonly quotaId: string;
  readonly quotaMetric: string;
  /** The limit; null: not named. */
  readonly value: number | null;
  readonly window: LimitWindow | null;
}

/**
 * How long to park: until `at` (epoch milliseconds; null: until edited), or for `base` milliseconds, doubled by each
 * strike up to `cap`.
 */
export type Deadline = { readonly at: number | null } | { readonly base: number; readonly cap: number };

/** A scope to park, and how long. */
export interface ParkRequest {
  readonly scope: Scope;
  readonly id: string;
  readonly owner: string | null;
  readonly deadline: Deadline;
}

/**
 * Who is asked next. candidate: the next of the chain. project: the same model once more, with another project's
 * key. model: another model. other: one more try, on another model and another project; the same outcome there ends
 * the walk as refused. adapted: the same candidate, without what its model does not take.
 */
export type Next = "candidate" | "project" | "model" | "other" | "adapted";

/** One failure as the provider understood it, with what it means to the chain. */
export interface Failure extends Omit<Understood, "deadline"> {
  /** What this failure alone parks; null: nothing. */
  readonly park: ParkRequest | null;
  /** Who is asked next. */
  readonly next: Next;
  /** The call ended because the model was silent for too long. */
  readonly silent: boolean;
  /** The connection failed: refused, reset, not resolved. */
  readonly network: boolean;
}

/** From `startsAt` up to, not including, `endsAt`; epoch milliseconds. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The window of a provider's quotas that contains `now`. */
export type SpanOf = (window: CountWindow, now: number) => Span;

/** Time for a walk. */
export interface Clock {
  /** Epoch milliseconds; must never go back. */
  now(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
