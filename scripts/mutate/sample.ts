// `npm run mutate -- --sample`: a random sample of the mutants. A hash of the seed and the mutant's id selects each one
// independently with equal probability. Implemented as a StrykerJS checker, the only hook per mutant before the score: mutants
// outside the sample are reported as compile errors, which do not count.
import { createHash } from "node:crypto";

interface Result {
  id: string;
  status: string;
}

const SHARE = Number(process.env.MUTATE_SAMPLE);
const chosen = (id: string): boolean =>
  createHash("sha256").update(`${process.env.MUTATE_SEED}:${id}`).digest().readUInt32BE() < SHARE * 2 ** 32;

class Sample {
  async init(): Promise<void> {}
  async check(mutants: Result[]) {
    const check = ({ id }: Result) =>
      chosen(id) ? { status: "passed" } : { status: "compileError", reason: "Not in the sample." };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, check(mutant)]));
  }
  /** One group for all; the default is one `check` call per mutant. */
  async group(mutants: Result[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }
}

export const strykerPlugins = [{ kind: "Checker", name: "sample", injectableClass: Sample }];

/** The score of the sample and the 95 % confidence interval of the total score (Wilson's). */
export function scoreLine(results: readonly Result[], seed: string): string {
  const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  const n = noticed + count("Survived", "NoCoverage");
  if (n === 0) return "The sample has no mutants.";
  const z = 1.96;
  const middle = (noticed + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((noticed * (n - noticed)) / n + z ** 2 / 4);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const all = results.length - count("Ignored");
  return `Seed ${seed}: ${noticed} of ${n} noticed (of ${all} mutants): ${percent(noticed / n)}, all of them ${percent(middle - half)} to ${percent(middle + half)} (95 %)`;
}
