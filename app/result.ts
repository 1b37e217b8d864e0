// What a server action answers with. Expected failures are values; only a lost request rejects (see saving/attempt.ts).
import type { ErrorCode } from "#lib/errors.ts";

export interface ActionFailure {
  ok: false;
  /** `unreachable`: the request got no usable answer; told by the browser, never by the server. */
  code: ErrorCode | "unreachable";
  /** The sentence for it, in the person's language. */
  error: string;
  values: Record<string, string | number>;
  /** Name of the form field that it belongs to. */
  field?: string;
}
export type Result<T> = { ok: true; value: T } | ActionFailure;

/** What an action answers with where it went well. */
export type ValueOf<Action extends (...given: never[]) => Promise<Result<unknown>>> = Extract<
  Awaited<ReturnType<Action>>,
  { ok: true }
>["value"];
