// A bounded map of entries by owner. When it is full, the owner with most entries loses the one that it used longest ago,
// so no owner's entries push out another's.
export class FairMap<V> {
  readonly #most: number;
  readonly #owned = new Map<string, Map<string, V>>();
  #size = 0;

  /** @param most entries kept, of all owners together */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get(owner: string, name: string): V | undefined {
    return this.#owned.get(owner)?.get(name);
  }

  /** The entry, made if there is none. It becomes the owner's newest. */
  use(owner: string, name: string, make: () => V): V {
    const own = this.#owned.get(owner) ?? new Map<string, V>();
    this.#owned.set(owner, own);
    const old = own.get(name);
    const value = old ?? make();
    if (old === undefined) this.#size++;
    else own.delete(name);
    own.set(name, value);
    if (this.#size > this.#most) this.#forgetOne();
    return value;
  }

  #forgetOne(): void {
    let [largest, most] = ["", 0];
    for (const [owner, { size }] of this.#owned) if (size > most) [largest, most] = [owner, size];
    const own = this.#owned.get(largest);
    for (const oldest of own?.keys() ?? []) {
      own?.delete(oldest);
      this.#size--;
      break;
    }
    if (own?.size === 0) this.#owned.delete(largest);
  }
}
