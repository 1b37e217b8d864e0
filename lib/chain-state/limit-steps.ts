// When a count of a day matters to anybody but the board: a limit is nearly used up, or used up. Pure.
import { type Meter, pairOf } from "../fallback/index.ts";

/** Shares of a day's limit from which people are told of it, or a bot may have nothing left. */
const STEPS = [0.9, 1];

export class LimitSteps {
  /** By pair of project and model; those below the first step are not kept. */
  readonly #reached = new Map<string, number>();

  /** @returns whether the day's use has passed a step since the last time, in either direction */
  passed({ project, model, limits, day }: Meter, now: number): boolean {
    const shares = limits.flatMap(({ window, metric, limit }) =>
      window === "day" ? [day.used(metric, now) / Math.max(1, limit)] : [],
    );
    const share = Math.max(0, ...shares);
    const step = STEPS.filter((each) => share >= each).length;
    const pair = pairOf(project, model);
    const before = this.#reached.get(pair) ?? 0;
    if (step > 0) this.#reached.set(pair, step);
    else this.#reached.delete(pair);
    return step !== before;
  }
}
