// Counts what is under way: in all, and for each key, so that no one key takes everybody's share.

export interface SlotLimits {
  each: number;
  all: number;
}

export class Slots {
  readonly #limits: SlotLimits;
  readonly #taken = new Map<string, number>();
  #total = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** @returns false, and takes nothing, where there is no room */
  take(key: string, count = 1): boolean {
    const own = (this.#taken.get(key) ?? 0) + count;
    if (own > this.#limits.each || this.#total + count > this.#limits.all) return false;
    this.#taken.set(key, own);
    this.#total += count;
    return true;
  }

  /** Only what was taken. */
  giveBack(key: string, count = 1): void {
    this.#total -= count;
    const left = (this.#taken.get(key) ?? 0) - count;
    if (left > 0) this.#taken.set(key, left);
    else this.#taken.delete(key);
  }
}

/**
 * Slots of people within those of their tenants.
 * @returns what takes one, and gives back how to return it, once; null: there is no room
 */
export function slotsOfPeople({
  person,
  tenant,
  all,
}: {
  person: number;
  tenant: number;
  all: number;
}): (personId: string, tenantId: string) => (() => void) | null {
  const people = new Slots({ each: person, all });
  const tenants = new Slots({ each: tenant, all });
  return (personId, tenantId) => {
    if (!people.take(personId)) return null;
    if (!tenants.take(tenantId)) {
      people.giveBack(personId);
      return null;
    }
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      people.giveBack(personId);
      tenants.giveBack(tenantId);
    };
  };
}
