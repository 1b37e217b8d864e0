/** Whether this person has asked their device for less motion. What a script moves does not know by itself. */
export const wantsStill = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
