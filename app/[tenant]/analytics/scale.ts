// The vertical axis of a chart: round figures. Pure.

/** How many places after the point the longest of them has. */
export const placesOf = (ticks: readonly number[]): number =>
  Math.max(...ticks.map((tick) => String(tick).split(".")[1]?.length ?? 0));

/** @returns from 0 in equal, round steps to at least `most`; whole steps only where `whole` */
export function ticksOf(most: number, whole = false): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [1, 2, 2.5, 5].map((factor) => factor * power);
  const found = steps.find((step) => step >= rough * 0.999) ?? 10 * power;
  const step = whole ? Math.max(1, Math.ceil(found)) : found;
  const count = Math.ceil((most / step) * 0.999);
  // Multiplied, not added up: 0.1 + 0.2 is not 0.3.
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
