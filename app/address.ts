// Where a request comes from, for the limit of sign-in tries.

/**
 * The last address in X-Forwarded-For: the nearest proxy's word; without a proxy Next sets it. The client writes whatever
 * it likes before that.
 */
export const addressOf = (headers: Record<string, unknown> | undefined): string =>
  String(headers?.["x-forwarded-for"] ?? "")
    .replace(/.*,/s, "")
    .trim();
