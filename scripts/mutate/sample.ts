// `npm run mutate -- --sample`: a random share of the mutants, each of them chosen on its own by a hash of the seed and its number, so
// that every mutant of every file is as likely as any other. To StrykerJS it is a checker, the one place that is asked about single
// mutants before it counts them: a mutant outside of the sample "does not compile", which leaves it out of the score.
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
  /** All at once: by default it is one call for each mutant. */
  async group(mutants: Result[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }
}

export const strykerPlugins = [{ kind: "Checker", name: "sample", injectableClass: Sample }];

/** The score of a sample, with the range that holds the score of all mutants in 95 of 100 samples (Wilson's interval). */
export function scoreLine(results: readonly Result[], seed: string): string {
  const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count("Killed", "Timeout");
  const n = noticed + count("Survived", "NoCoverage");
  if (n === 0) return "No mutant is in the sample.";
  const z = 1.96;
  const middle = (noticed + z ** 2 / 2) / (n + z ** 2);
  const half = (z / (n + z ** 2)) * Math.sqrt((noticed * (n - noticed)) / n + z ** 2 / 4);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const all = results.length - count("Ignored");
  return `Seed ${seed}: ${noticed} of ${n} noticed (of ${all} mutants): ${percent(noticed / n)}, all of them ${percent(middle - half)} to ${percent(middle + half)} (95 %)`;
}
