// A map that forgets the entry written longest ago when it holds more than `most`.
export class BoundedMap<K, V> extends Map<K, V> {
  readonly #most: number;

  /** @param most entries kept */
  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.#most) break;
      this.delete(oldest);
    }
    return this;
  }
}
