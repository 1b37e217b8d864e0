/** Most messages of a made-up day. */
export const MESSAGES_AT_MOST = 20_000;
