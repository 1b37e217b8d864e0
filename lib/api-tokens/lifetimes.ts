/** Days after which a token expires, as one chooses them. */
export const lifetimes = [7, 30, 90, 365] as const;
