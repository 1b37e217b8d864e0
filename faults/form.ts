// The short form runs within `npm test`, the long one with `npm run faults -- --long`: the same faults, more often.

export const isLong = process.env.FAULTS === "long";

/** How often to do something. */
export const times = (short: number, long: number): number => (isLong ? long : short);
