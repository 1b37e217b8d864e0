// Times as a clock on the wall shows them, in a zone. Pure.

const MINUTE = 60_000;

/** "2026-11-26T14:05" @param zone an IANA name */
export function localIn(zone: string, at: Date): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  const of = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}

/**
 * @param local "2026-11-26" or "2026-11-26T14:05"
 * @returns that moment; where a clock that is put forward skips it, the one an hour later; null if it is no time
 */
export function instantIn(zone: string, local: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/.test(local)) return null;
  const wanted = Date.parse(local.length === 10 ? `${local}T00:00Z` : `${local}Z`);
  if (Number.isNaN(wanted)) return null;
  const offsetAt = (at: number) =>
    Date.parse(`${localIn(zone, new Date(at))}Z`) - Math.floor(at / MINUTE) * MINUTE;
  // The second guess is right also where the clock changes between the first and the moment.
  const guess = wanted - offsetAt(wanted);
  const at = wanted - offsetAt(guess);
  return new Date(at);
}

/** The day after: "2026-12-01" follows "2026-11-30". */
export function nextDay(day: string): string {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return at.toISOString().slice(0, 10);
}
