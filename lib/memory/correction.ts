// Corrects the estimate of tokens by what Google reports, for each bot: the languages of its people, its model's vocabulary.

/** How much one answer counts against those before it. */
const WEIGHT = 0.2;
/** A report far outside counts something else, for instance what a tool has read. */
const LEAST = 0.5;
const MOST = 2;
const BOTS_AT_MOST = 20_000;

export class TokenCorrection {
  readonly #factors = new Map<string, number>();

  /** What an estimate of one token comes to. @returns from 0.5 to 2; 1 until something is known */
  factorOf(botId: string): number {
    return this.#factors.get(botId) ?? 1;
  }

  /** @param estimated without the factor */
  learn(botId: string, estimated: number, reported: number): void {
    if (estimated < 1 || reported < 1) return;
    const seen = Math.min(MOST, Math.max(LEAST, reported / estimated));
    if (this.#factors.size >= BOTS_AT_MOST && !this.#factors.has(botId)) this.#factors.clear();
    const before = this.factorOf(botId);
    this.#factors.set(botId, before + WEIGHT * (seen - before));
  }
}
