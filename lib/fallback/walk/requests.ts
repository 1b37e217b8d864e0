// The request for each candidate: the message as it is, or without what the candidate's model does not take.
import type { Board } from "../parks/board.ts";
import type { Candidate, Clock, Provider } from "../types.ts";

export class Requests<Request> {
  readonly #request: Request;
  readonly #provider: Provider<Request>;
  readonly #board: Board;
  readonly #clock: Clock;
  readonly #needs: readonly string[];

  constructor(request: Request, provider: Provider<Request>, board: Board, clock: Clock) {
    this.#request = request;
    this.#provider = provider;
    this.#board = board;
    this.#clock = clock;
    this.#needs = provider.needs?.(request) ?? [];
  }

  /** How many of the message's needs the candidate's model is known not to take. */
  lacking(candidate: Candidate): number {
    const now = this.#clock.now();
    return this.#needs.filter((need) => this.#board.lacks(candidate, need, now)).length;
  }

  /** @returns null: the model does not take something that the message needs */
  for(candidate: Candidate): { readonly request: Request } | null {
    let request = this.#request;
    for (const need of this.#needs) {
      if (!this.#board.lacks(candidate, need, this.#clock.now())) continue;
      const without = this.#provider.without?.(request, need) ?? null;
      if (without === null) return null;
      request = without;
    }
    return { request };
  }
}
