/**
 * Minimum length of a password, in characters. NIST SP 800-63B-4 asks for 15 without a second factor and 8 with one,
 * OWASP ASVS 5.0 for at least 8. Length, a list of common passwords and limited tries together are the rule here.
 */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 500;
