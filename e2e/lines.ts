// Reports each browser test as a line of JSON, for playwright.test.ts.
import type { Reporter, TestCase, TestError, TestResult } from "playwright/types/testReporter";

export interface Line {
  name: string;
  /** What it took, with its platform. */
  ms: number;
  /** Null where it passed. */
  error: string | null;
  /** It failed, and is tried again. */
  again: boolean;
}

const print = (line: Line) => console.log(JSON.stringify(line));
const textOf = (errors: readonly TestError[]) =>
  errors.map(({ message, snippet }) => `${message}\n${snippet ?? ""}`).join("\n");

export default class Lines implements Reporter {
  onTestEnd(test: TestCase, result: TestResult): void {
    const ok = result.status === test.expectedStatus;
    const name = `${test.location.file.split("/").at(-1)}: ${test.title}`;
    const error = ok ? null : `${result.status}: ${textOf(result.errors)}`;
    print({ name, ms: result.duration, error, again: !ok && result.retry < test.retries });
  }

  /** What no test is to blame for: a file that does not load, the global setup. */
  onError(error: TestError): void {
    print({ name: "Playwright", ms: 0, error: textOf([error]), again: false });
  }
}
