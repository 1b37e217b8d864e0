// The vocabulary of the chain; prisma/schema.prisma has the same names as enums. Times are epoch milliseconds, durations milliseconds.

/** What became of a failed call. classes.ts says what each means to the chain. */
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

/** What became of a call. */
export const attemptClasses = ["ok", "cancelled", ...errorClasses] as const;
export type AttemptClass = (typeof attemptClasses)[number];

/** What became of the live check of a key. */
export const checkClasses = ["ok", ...errorClasses] as const;
export type CheckClass = (typeof checkClasses)[number];

/** What a park leaves out; scopes.ts names each by its id. */
export const scopes = ["key", "project", "project_model", "key_model", "model", "egress"] as const;
export type Scope = (typeof scopes)[number];

/** Windows for which Google names limits. */
export const limitWindows = ["minute", "day"] as const;
export type LimitWindow = (typeof limitWindows)[number];

/** Windows in which use is counted. */
export const countWindows = ["minute", "hour", "day"] as const;
export type CountWindow = (typeof countWindows)[number];

/** What a limit counts. */
export const metrics = ["requests", "tokens"] as const;
export type Metric = (typeof metrics)[number];

/** Inside one model: the first key until it fails (the seed's), or the least used of its window first. */
export const keyOrders = ["priority", "balanced"] as const;
export type KeyOrder = (typeof keyOrders)[number];

export interface Key {
  readonly id: string;
  readonly label: string;
  readonly last4: string;
  /** Google Cloud project; null while unknown: the key then counts as a project of its own. */
  readonly project: string | null;
  /** Tried after the other keys of the same model. */
  readonly lastResort?: boolean;
}

/** One (model, key) with the ids of the scopes that cover it, computed once per chain. */
export interface Candidate {
  readonly model: string;
  readonly key: Key;
  readonly owner: string;
  /** The key's project, or `key:<keyId>` while it is unknown. */
  readonly project: string;
}

/** A scope left out until a time. Never changed in place: a new one replaces it. */
export interface Park {
  readonly scope: Scope;
  readonly id: string;
  readonly class: ErrorClass;
  /** Google's reason, short and redacted. */
  readonly reason: string;
  /** null: until an admin edits what it is about. */
  readonly until: number | null;
  /** How many times in a row the scope failed as its deadline passed; 1 for the first. */
  readonly strikes: number;
  /** When this row of failures began. */
  readonly since: number;
  /** When the latest evidence came. */
  readonly at: number;
  /** Tenant that it is about; null: true for every tenant. */
  readonly owner: string | null;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type ProviderEvent =
  | { readonly type: "text"; readonly text: string }
  /** The model thinks: a sign of life, nothing to show. */
  | { readonly type: "thought" }
  | {
      readonly type: "end";
      /** As the provider names it ("STOP"); null where the stream ended without one. */
      readonly finishReason: string | null;
      /** Why the prompt was refused, where it was. */
      readonly blockReason: string | null;
      readonly usage: Usage | null;
      /** The version that answered, where the provider tells. */
      readonly modelVersion?: string | null;
    };

/** What an attempt left behind where it did not succeed. */
export type Evidence =
  | {
      kind: "error";
      httpStatus: number | null;
      body: unknown;
      networkCode: string | null;
      headers?: Readonly<Record<string, string>>;
    }
  | { kind: "end"; hasText: boolean; finishReason: string | null; blockReason: string | null }
  /** Silence; `proven` where the whole time limit passed, and not only what the message had left. */
  | { kind: "silence"; afterMs: number; proven: boolean };

/** What a provider makes of the evidence of one failed attempt. */
export interface Understood {
  readonly class: ErrorClass;
  readonly httpStatus: number | null;
  /** Short and redacted; fit for the trace. */
  readonly reason: string;
  /** Until when what the class parks is left out; null: nothing is. */
  readonly deadline: Deadline | null;
  /** The provider's number of the project, where the error names it. */
  readonly consumer: string | null;
  readonly quotas: readonly Quota[];
  /** Same for all errors that look alike; only on `unknown` and what an admin made of it. */
  readonly fingerprint: string | null;
  /** What of the request the model does not take; only on `model_unfit`. */
  readonly lacks: string | null;
  /** The model that the provider names in place of this one. */
  readonly successor: string | null;
}

/**
 * Whoever answers, and the rules by which its failures are understood.
 *
 * `stream` yields text as it comes and one `end` last; it throws UpstreamError for every failure, and closes its
 * connection when the signal aborts or the iteration is left. `understand` never throws, whatever the evidence is.
 */
export interface Provider<Request> {
  stream(candidate: Candidate, request: Request, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** @param known classes that an admin gave to fingerprints of unknown errors */
  understand(evidence: Evidence, now: number, known?: ReadonlyMap<string, ErrorClass>): Understood;
  /** What the request needs of a model beyond plain text, as `Understood.lacks` names it. */
  needs?(request: Request): readonly string[];
  /** The request without what a model does not take; null: it cannot do without. */
  without?(request: Request, lack: string): Request | null;
}

/** A failed call: the answer's status and body as they came, or the network's error code. */
export class UpstreamError extends Error {
  /** null where no answer came. */
  readonly httpStatus: number | null;
  /** Parsed JSON, the raw text where it is none, null where there was no body. */
  readonly body: unknown;
  /** "ECONNREFUSED", "ENOTFOUND"…, where the connection failed. */
  readonly networkCode: string | null;
  /** Those that rules may look at, by their names in small letters. */
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

/** A quota that an error told of: what counting ahead starts from. */
export interface Quota {
  readonly quotaId: string;
  readonly quotaMetric: string;
  readonly value: number | null;
  readonly window: LimitWindow | null;
  readonly model: string | null;
}

/** How long to park: until a time (null: until edited), or our own `base` doubled by each strike up to `cap`. */
export type Deadline = { readonly at: number | null } | { readonly base: number; readonly cap: number };

export interface ParkRequest {
  readonly scope: Scope;
  readonly id: string;
  readonly owner: string | null;
  readonly deadline: Deadline;
}

/**
 * Who is asked next. candidate: the next of the chain. project: the same model once more, with another project's
 * key. model: the next model. other: one more try, on another model and another project; the same failure there
 * ends the walk. adapted: the same candidate, without what its model does not take.
 */
export type Next = "candidate" | "project" | "model" | "other" | "adapted";

/** One failure, understood, and what it means to the chain. */
export interface Failure extends Omit<Understood, "deadline"> {
  /** What its evidence alone proves; null: nothing. */
  readonly park: ParkRequest | null;
  /** Who is asked next. */
  readonly next: Next;
  /** The model said nothing for as long as it may. */
  readonly silent: boolean;
  /** No answer at all came back: refused, reset, not resolved. */
  readonly network: boolean;
}

/** From `startsAt` up to, not including, `endsAt`. */
export interface Span {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** The window of a provider's quotas that `now` falls into. */
export type SpanOf = (window: CountWindow, now: number) => Span;

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
