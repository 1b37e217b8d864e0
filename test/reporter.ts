// Reporter of `npm test`: Node's spec reporter plus a last line `N passed, N failed`. A run without tests fails.
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count = { passed: 0, failed: 0 };
  async function* counted() {
    for await (const event of events) {
      if (event.type === "test:pass" && event.data.details.type !== "suite") count.passed++;
      if (event.type === "test:fail" && event.data.details.type !== "suite") count.failed++;
      yield event;
    }
  }
  yield* Readable.from(counted()).compose(new spec());
  if (count.passed === 0) process.exitCode = 1;
  yield `\n${count.passed} passed, ${count.failed} failed\n`;
}
