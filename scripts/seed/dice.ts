// A seeded random generator, so that the same seed makes the same rows. Not for secrets.
import { createHash } from "node:crypto";

const TAU = 2 * Math.PI;

export class Dice {
  readonly #state: Uint32Array;

  /** @param seed dice with the same words throw the same numbers */
  constructor(...seed: readonly (string | number)[]) {
    const { buffer } = Uint8Array.from(createHash("sha256").update(seed.join("\n")).digest());
    this.#state = new Uint32Array(buffer, 0, 4);
    for (let i = 0; i < 8; i++) this.#word();
  }

  /** xoshiro128**, by Blackman and Vigna: 32 bits. */
  #word(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const turned = (value: number, by: number) => (value << by) | (value >>> (32 - by));
    const result = Math.imul(turned(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = turned(s[3], 11);
    return result;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    return this.#word() / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** From `from` up to `to`. */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** @throws RangeError if there is nothing to choose from */
  pick<T>(of: readonly T[]): T {
    const picked = of[this.below(of.length)];
    if (picked === undefined) throw new RangeError("There is nothing to pick from.");
    return picked;
  }

  /** The index of one weight, by its share of all. */
  weighted(weights: readonly number[]): number {
    let left = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return found < 0 ? weights.length - 1 : found;
  }

  /** Around `median`, with a long tail to the right: how long calls take. */
  skewed(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(TAU * this.next());
    return median * Math.exp(spread * normal);
  }

  /** Version 4. */
  uuid(): string {
    const hex = this.hex(4);
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  /** Eight digits for each word. */
  hex(words: number): string {
    return Array.from({ length: words }, () => this.#word().toString(16).padStart(8, "0")).join("");
  }
}
