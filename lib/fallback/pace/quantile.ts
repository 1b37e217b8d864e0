// Quantiles of a stream of durations, in a fixed space: counts by magnitude, where the old fades.

const least = 10;
/** Each bucket reaches a tenth further than the one before: to about two minutes in a hundred. */
const step = Math.log(1.1);
const buckets = 100;
/** Past this weight all counts are halved, so that the last thousand or two tell. */
const memory = 1000;

export class Quantile {
  readonly #counts = new Float64Array(buckets);
  /** How many durations tell. */
  count = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, least) / least) / step);
    this.#counts[Math.min(bucket, buckets - 1)]! += 1;
    this.count += 1;
    if (this.count < memory) return;
    for (let i = 0; i < buckets; i++) this.#counts[i]! /= 2;
    this.count /= 2;
  }

  /** @returns the duration that the share `q` did not exceed, at most a tenth too long; 0 where nothing came */
  at(q: number): number {
    let left = this.count * q;
    let bucket = 0;
    while (bucket < buckets - 1 && left > this.#counts[bucket]!) left -= this.#counts[bucket++]!;
    return this.count ? least * Math.exp(step * bucket) : 0;
  }
}
