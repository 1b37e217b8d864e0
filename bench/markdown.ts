// What an answer costs to render and split, by its length, for each nesting: linear if the time doubles with the length.
// Usage: node bench/markdown.ts [part of a nesting's name]

import { nestings } from "../lib/markdown/fixtures/nestings.ts";
import { render } from "../lib/markdown/render.ts";
import { split } from "../lib/markdown/split.ts";
import { machine, quantile, table } from "./figures.ts";

const LENGTHS = [12_500, 25_000, 50_000, 100_000];
const RUNS = 7;
const STEPS_MS = 40;
const wanted = process.argv[2] ?? "";

/** Milliseconds of this thread's processor time, in which other load on the machine does not show. */
function cost(markdown: string, times: number): number {
  const began = process.threadCpuUsage();
  for (let i = 0; i < times; i++) split(render(markdown));
  const { user, system } = process.threadCpuUsage(began);
  return (user + system) / 1_000 / times;
}

/** The processor's time advances in steps of some milliseconds, so a short text is rendered many times. */
function median(markdown: string): number {
  let times = 1;
  while (cost(markdown, times) * times < STEPS_MS) times *= 2;
  return quantile(
    Array.from({ length: RUNS }, () => cost(markdown, times)),
    0.5,
  );
}

const rows = Object.entries(nestings)
  .filter(([name]) => name.includes(wanted))
  .map(([name, make]) => {
    const texts = LENGTHS.map(make);
    const times = texts.map(median);
    const [first = 0] = times;
    const last = times.at(-1) ?? 0;
    return { name, times, growth: last / first, last };
  })
  .toSorted((a, b) => b.last - a.last);

console.log(`${machine()}; medians of ${RUNS}, milliseconds of processor time\n`);
const head = ["", ...LENGTHS.map((length) => length.toLocaleString("en")), "growth"];
console.log(
  table(
    head,
    rows.map(({ name, times, growth }) => [
      name,
      ...times.map((ms) => ms.toFixed(ms < 10 ? 2 : 0)),
      `${growth.toFixed(1)}×`,
    ]),
  ),
);
