/** Records are numbered consecutively, so a reader can ask for all records after one. */
export interface Numbered {
  seq: number;
}

/** A ring buffer of the last `capacity` records. */
export class Ring<T extends Numbered> {
  readonly #slots: (T | undefined)[] = [];
  readonly #capacity: number;
  #seq = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Number of the last record; they begin at 1, and 0 means none yet. */
  get last(): number {
    return this.#seq;
  }

  add(record: Omit<T, "seq">): T {
    const numbered = { seq: ++this.#seq, ...record } as T;
    this.#slots[this.#seq % this.#capacity] = numbered;
    return numbered;
  }

  /** The last `limit` records numbered above `after` that match `wanted`, oldest first. */
  after(after: number, wanted: (record: T) => boolean = () => true, limit = this.#capacity): T[] {
    const found: T[] = [];
    const first = Math.max(after, this.#seq - this.#capacity) + 1;
    for (let seq = this.#seq; seq >= first && found.length < limit; seq--) {
      const record = this.#slots[seq % this.#capacity];
      if (record?.seq === seq && wanted(record)) found.push(record);
    }
    return found.reverse();
  }

  /** Removes all records; numbering continues, so a reader's `after` stays valid. */
  clear(): void {
    this.#slots.length = 0;
  }
}
