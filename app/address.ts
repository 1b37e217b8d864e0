// Where a request comes from, for the limits of tries.
import { deviceIn, newDevice, type TryOrigin } from "#lib/people/familiar.ts";

type Headers = Record<string, unknown> | undefined;

/**
 * The last address in X-Forwarded-For. The dashboard's server (scripts/dashboard) leaves one there: the peer's, or the one
 * that a trusted proxy names.
 */
export const addressOf = (headers: Headers): string =>
  String(headers?.["x-forwarded-for"] ?? "")
    .replace(/.*,/s, "")
    .trim();

/** The device is the one of a valid cookie, else a new one, unknown to every account. */
export function visitorOf(headers: Headers): TryOrigin & { device: string } {
  return { address: addressOf(headers), device: deviceIn(String(headers?.cookie ?? "")) ?? newDevice() };
}
