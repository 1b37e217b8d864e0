/** Length of a password, in characters. Longer ones are refused before anything is computed from them. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 500;
