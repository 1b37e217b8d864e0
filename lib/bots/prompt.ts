/** Most characters of a prompt. */
export const PROMPT_MAX = 20_000;
