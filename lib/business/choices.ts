// What a member may choose for connected accounts, for the page too, which needs no schemas.
export const businessModes = ["off", "draft", "answer"] as const;
export type BusinessMode = (typeof businessModes)[number];
export const businessTimes = ["always", "inside", "outside"] as const;

/** Minutes of silence after the account's owner has written. */
export const HERE_MIN = 5;
export const HERE_MAX = 24 * 60;

/** Single days with hours of their own. */
export const DATES_MOST = 40;

/** A draft can be sent so long: Telegram wants a word of the person within a day, and an hour is left for what waits in the lane. */
export const DRAFT_HOURS = 23;
