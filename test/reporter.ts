// What `npm test` says: Node's spec reporter, then what was skipped, what passed only at a second try, the longest tests and a last
// line `N passed, N failed`.
import { Readable } from "node:stream";
import { spec, type TestEvent } from "node:test/reporters";

/** How many tests are listed. */
const LONGEST = 20;
/** Begins the message by which a test that tries again by itself tells of a first failure. */
export const FLAKY = "flaky: ";

/** What is kept of a run for its end. */
export class RunResults {
  passed = 0;
  failed: { file: string; name: string }[] = [];
  flaky: string[] = [];
  skipped: string[] = [];
  took: { name: string; ms: number }[] = [];

  add({ type, data }: TestEvent): void {
    if (type === "test:pass" && data.details.type !== "suite") this.passed++;
    if (type === "test:fail" && data.details.type !== "suite")
      this.failed.push({ file: data.file ?? data.name, name: data.name });
    if (type === "test:pass" && data.skip) this.skipped.push(`${data.name}: ${data.skip}`);
    if (type === "test:diagnostic" && data.message.startsWith(FLAKY))
      this.flaky.push(data.message.slice(FLAKY.length));
    if (type === "test:complete" && data.nesting === 0)
      this.took.push({ name: data.name, ms: data.details.duration_ms });
  }

  /** Nothing failed, and something ran. */
  get isGreen(): boolean {
    return this.passed > 0 && this.failed.length === 0;
  }

  /** The files of the failed tests passed when they ran again. */
  passedAgain(): void {
    this.passed += this.failed.length;
    this.flaky.push(...this.failed.map(({ name }) => name));
    this.failed = [];
  }

  summary(): string {
    const list = (title: string, names: readonly string[]) =>
      names.length > 0 ? `\n${title}:\n${names.map((each) => `  ${each}\n`).join("")}` : "";
    const longest = this.took.sort((a, b) => b.ms - a.ms).slice(0, LONGEST);
    const times = longest.map(({ name, ms }) => `${(ms / 1_000).toFixed(0).padStart(4)} s  ${name}\n`);
    return `${list("skipped", this.skipped)}${list("flaky: failed, and passed when tried again", this.flaky)}
the longest:\n${times.join("")}\n${this.passed} passed, ${this.failed.length} failed\n`;
  }
}

/** Adds the events to the results and returns them as text. */
export const reporting = (results: RunResults) =>
  async function* (events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
    async function* counted() {
      for await (const event of events) {
        results.add(event);
        yield event;
      }
    }
    yield* Readable.from(counted()).compose(new spec());
  };
