// Reports each browser test as a line of JSON, for playwright.test.ts: one for its last try.
import type { Reporter, TestCase, TestError, TestResult } from "playwright/types/testReporter";

export interface Line {
  name: string;
  /** What it took, with its platform. */
  ms: number;
  /** Null where it passed. */
  error: string | null;
  /** What it failed with before it was tried again and passed; null: it was not. */
  flaky: string | null;
}

const print = (line: Line) => console.log(JSON.stringify(line));
const textOf = (errors: readonly TestError[]) =>
  errors.map(({ message, snippet }) => `${message}\n${snippet ?? ""}`).join("\n");

export default class Lines implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    const ok = result.status === test.expectedStatus;
    if (!ok && result.retry < test.retries) return;
    const name = `${test.location.file.split("/").at(-1)}: ${test.title}`;
    const error = ok ? null : `${result.status}: ${textOf(result.errors)}`;
    const flaky = test.outcome() === "flaky" ? textOf(test.results[0]?.errors ?? []) : null;
    print({ name, ms: result.duration, error, flaky });
  }

  /** What no test is to blame for: a file that does not load, the global setup. */
  onError(error: TestError): void {
    print({ name: "Playwright", ms: 0, error: textOf([error]), flaky: null });
  }
}
