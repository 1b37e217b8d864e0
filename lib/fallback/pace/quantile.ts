// Quantiles of a stream of durations in fixed memory: a histogram with exponential buckets and decay.

/** Milliseconds; upper edge of the first bucket. */
const least = 10;
/** Each bucket's edge is 1.1 times the one before; 100 buckets reach about two minutes. */
const step = Math.log(1.1);
const buckets = 100;
/** At this weight all counts are halved, so that the last one or two thousand samples decide. */
const memory = 1000;

export class Quantile {
  #counts = new Float32Array(buckets);
  /** Number of samples, less what has decayed. */
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

  /** @returns milliseconds that the share `q` did not exceed, at most a tenth too high; 0 without samples */
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
