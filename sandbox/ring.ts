/** A record's number grows by one with each record, so that a reader can ask for what came after. */
export interface Numbered {
  seq: number;
}

/** The last `capacity` records. Older ones fall away, and nothing is ever copied to make room. */
export class Ring<T extends Numbered> {
  readonly #slots: (T | undefined)[] = [];
  readonly #capacity: number;
  #seq = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Numbers of records begin at 1; 0 while there is none. */
  get last(): number {
    return this.#seq;
  }

  add(record: Omit<T, "seq">): T {
    const numbered = { seq: ++this.#seq, ...record } as T;
    this.#slots[this.#seq % this.#capacity] = numbered;
    return numbered;
  }

  /** Records with a number above `after` that `wanted` lets pass, oldest first, the last `limit` of them. */
  after(after: number, wanted: (record: T) => boolean = () => true, limit = this.#capacity): T[] {
    const found: T[] = [];
    const first = Math.max(after, this.#seq - this.#capacity) + 1;
    for (let seq = this.#seq; seq >= first && found.length < limit; seq--) {
      const record = this.#slots[seq % this.#capacity];
      if (record?.seq === seq && wanted(record)) found.push(record);
    }
    return found.reverse();
  }

  /** Forgets the records; numbers go on, so that a reader's `after` stays good. */
  clear(): void {
    this.#slots.length = 0;
  }
}
