// Quantiles of a stream of durations, in a fixed space: counts by magnitude, where the old fades.

const least = 10;
/** Each bucket reaches a tenth further than the one before: to about two minutes in a hundred. */
const step = Math.log(1.1);
const buckets = 100;
/** Past this weight all counts are halved, so that the last thousand or two tell. */
const memory = 1000;

export class Quantile {
  #counts = new Float64Array(buckets);
  /** How many durations tell. */
  count = 0;

  add(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, least) / least) / step);
    const at = Math.min(bucket, buckets - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.count += 1;
    if (this.count < memory) return;
    this.#counts = this.#counts.map((count) => count / 2);
    this.count /= 2;
  }

  /** @returns the duration that the share `q` did not exceed, at most a tenth too long; 0 where nothing came */
  at(q: number): number {
    let left = this.count * q;
    let bucket = 0;
    for (const count of this.#counts) {
      if (bucket === buckets - 1 || left <= count) break;
      left -= count;
      bucket++;
    }
    return this.count ? least * Math.exp(step * bucket) : 0;
  }
}
