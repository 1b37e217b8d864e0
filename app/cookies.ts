/** The language that the person chose. */
export const LOCALE_COOKIE = "locale";
/** The time zone of the reader's device. */
export const ZONE_COOKIE = "zone";
