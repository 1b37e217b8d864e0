// The bytes of bodies under way. When there are too many, the owner that has the most loses its newest body, so that
// whoever sends a small one always can.

interface Owner {
  name: string;
  bytes: number;
  /** Those that may be ended for the sake of others. */
  bodies: Set<Body>;
}

export class Body {
  bytes = 0;
  readonly #pool: BodyPool;
  readonly owner: Owner;
  readonly end: () => void;

  constructor(pool: BodyPool, owner: Owner, end: () => void) {
    this.#pool = pool;
    this.owner = owner;
    this.end = end;
    owner.bodies.add(this);
  }

  /** @returns false where there is no room for so many bytes more */
  add(bytes: number): boolean {
    return this.#pool.add(this, bytes);
  }

  /** It is being used: from now on it is not ended for others. */
  keep(): void {
    this.owner.bodies.delete(this);
  }

  /** Gives its bytes back; more than once is fine. */
  close(): void {
    this.keep();
    this.#pool.release(this);
  }
}

export class BodyPool {
  readonly #most: { each: number; all: number };
  readonly #owners = new Map<string, Owner>();
  #total = 0;

  constructor(most: { each: number; all: number }) {
    this.#most = most;
  }

  /** @param end called when this body must go, for the sake of others */
  open(owner: string, end: () => void): Body {
    const own = this.#owners.get(owner) ?? { name: owner, bytes: 0, bodies: new Set() };
    this.#owners.set(owner, own);
    return new Body(this, own, end);
  }

  add(body: Body, bytes: number): boolean {
    const { owner } = body;
    if (owner.bytes + bytes > this.#most.each) return false;
    while (this.#total + bytes > this.#most.all)
      if (!this.#endNewestOfLargest(owner.bytes + bytes)) return false;
    body.bytes += bytes;
    owner.bytes += bytes;
    this.#total += bytes;
    return true;
  }

  release(body: Body): void {
    const { owner, bytes } = body;
    body.bytes = 0;
    owner.bytes -= bytes;
    this.#total -= bytes;
    if (owner.bytes === 0 && owner.bodies.size === 0) this.#owners.delete(owner.name);
  }

  #endNewestOfLargest(own: number): boolean {
    let largest: Owner | undefined;
    for (const each of this.#owners.values())
      if (each.bodies.size > 0 && each.bytes > (largest?.bytes ?? own)) largest = each;
    const newest = [...(largest?.bodies ?? [])].at(-1);
    if (!newest) return false;
    newest.close();
    newest.end();
    return true;
  }
}
