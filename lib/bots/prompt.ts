/** Maximum length of a prompt, in characters. */
export const PROMPT_MAX = 20_000;
