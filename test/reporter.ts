// Reporter of `npm test`: Node's spec reporter plus what was skipped, the longest tests and a last line `N passed, N failed`. A
// run without tests fails.
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

/** How many tests are listed. */
const LONGEST = 20;

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count = { passed: 0, failed: 0 };
  const took: { name: string; ms: number }[] = [];
  const skipped: string[] = [];
  async function* counted() {
    for await (const event of events) {
      if (event.type === "test:pass" && event.data.details.type !== "suite") count.passed++;
      if (event.type === "test:fail" && event.data.details.type !== "suite") count.failed++;
      if (event.type === "test:pass" && event.data.skip)
        skipped.push(`${event.data.name}: ${event.data.skip}`);
      if (event.type === "test:complete" && event.data.nesting === 0)
        took.push({ name: event.data.name, ms: event.data.details.duration_ms });
      yield event;
    }
  }
  yield* Readable.from(counted()).compose(new spec());
  if (count.passed === 0 || count.failed > 0) process.exitCode = 1;
  took.sort((a, b) => b.ms - a.ms);
  if (skipped.length > 0) yield `\nskipped:\n${skipped.map((each) => `  ${each}\n`).join("")}`;
  yield "\nthe longest:\n";
  for (const { name, ms } of took.slice(0, LONGEST))
    yield `${(ms / 1_000).toFixed(0).padStart(4)} s  ${name}\n`;
  yield `\n${count.passed} passed, ${count.failed} failed\n`;
}
