// The faults have three forms. `npm test` has the brief one: each kind of fault in one or two ways. `npm run faults`, and a file that is
// run alone: all of them. `npm run faults -- --long`: the same, more often.
import test, { type TestContext } from "node:test";

export const isLong = process.env.FAULTS === "long";
export const isBrief = process.env.FAULTS === "brief";

/** How often to do something. */
export const times = (short: number, long: number): number => (isLong ? long : short);

/** Of the ways to meet a fault all, or those of the brief form. */
export const ways = <T>(all: readonly T[], isKept: (way: T) => boolean): readonly T[] =>
  isBrief ? all.filter(isKept) : all;

/** A test that is not in the brief form. */
export const further = (name: string, run: (t: TestContext) => Promise<void>): void => {
  if (!isBrief) void test(name, run);
};
