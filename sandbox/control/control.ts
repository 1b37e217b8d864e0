// What the handlers of the control API are given and may return.
import type { Sandbox } from "../sandbox.ts";

/** What a control handler is given. */
export interface Asked {
  sandbox: Sandbox;
  /** Path after the handler's own, split at its slashes. */
  rest: string[];
  query: URLSearchParams;
  body: unknown;
}

/** Returns the answer's body; an Answered sets its status too. @throws Error for a request that makes no sense. */
export type Control = (asked: Asked) => unknown;

/** An answer whose status is not 200. */
export class Answered {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}
