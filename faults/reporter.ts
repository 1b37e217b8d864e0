// Reporter of `npm run faults`: what `npm test` reports, then the figures as a table for docs/reliability.md.
import { basename } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { machine, table } from "../bench/figures.ts";
import { RunResults, reporting } from "../test/reporter.ts";
import { read } from "./figures.ts";
import { isLong } from "./form.ts";

const head = [
  "fault",
  "command",
  "sent",
  "lost",
  "out of order",
  "repeated",
  "back: median ms",
  "p95",
  "max",
];

export default async function* reportFaults(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const rows: (string | number)[][] = [];
  const results = new RunResults();
  async function* withoutFigures() {
    for await (const event of events) {
      const figures = event.type === "test:diagnostic" && read(event.data.message);
      if (!figures) {
        yield event;
        continue;
      }
      const { fault, sent, lost, disordered, repeated, medianMs, p95Ms, maxMs } = figures;
      const command = `\`${basename(event.data.file ?? "", ".test.ts")}\``;
      rows.push([fault, command, sent, lost, disordered, repeated, medianMs, p95Ms, maxMs]);
    }
  }
  yield* reporting(results)(withoutFigures());
  yield results.summary();
  if (!results.isGreen) process.exitCode = 1;
  yield `\n\`npm run faults${isLong ? " -- --long" : ""}\` on ${machine()}\n\n${table(head, rows)}\n`;
}
