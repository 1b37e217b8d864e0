// Types of the control API's handlers.
import type { Sandbox } from "../sandbox.ts";

/** A request to the control API. */
export interface ControlRequest {
  sandbox: Sandbox;
  /** The path segments after the handler's own path. */
  rest: string[];
  query: URLSearchParams;
  body: unknown;
}

/** Returns the response body; an `Answered` also sets the status. @throws Error for an invalid request. */
export type Control = (asked: ControlRequest) => unknown;

/** A response whose status is not 200. */
export class Answered {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}
