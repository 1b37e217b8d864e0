// How often a page or a site is read again, as people choose it.

export const hoursOf = { never: null, day: 24, week: 168 } as const;
export type ReadingTime = keyof typeof hoursOf;

export const readingTimes = ["never", "day", "week"] as const satisfies readonly ReadingTime[];

export const readingTimeOf = (hours: number | null): ReadingTime =>
  hours === null ? "never" : hours <= 24 ? "day" : "week";
