import { AppError } from "#lib/errors.ts";

/** For `assert.rejects` and `assert.throws`: matches an AppError with this code. */
export const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof AppError && error.code === code;
