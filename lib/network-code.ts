// The code of a failed fetch.

/** "ECONNREFUSED", "ENOTFOUND"…; "NO_ANSWER_IN_TIME" at the caller's own limit; "CONNECTION_FAILED" where there is none. */
export function networkCode(error: unknown): string {
  if ((error as Error).name === "TimeoutError") return "NO_ANSWER_IN_TIME";
  const { cause } = error as { cause?: { code?: unknown } };
  const code = cause?.code ?? (error as { code?: unknown }).code;
  return typeof code === "string" ? code : "CONNECTION_FAILED";
}
