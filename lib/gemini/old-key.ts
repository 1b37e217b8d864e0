/**
 * Whether Google refused the key since it is of the kind (AIza…) that it has retired.
 * @param reason as `Understood.reason` has it; keys of the new kind (AQ.…) meet the same one for other faults
 */
export const isOldKind = (secret: string, reason: string | null): boolean =>
  !secret.startsWith("AQ.") && reason !== null && reason.startsWith("ACCESS_TOKEN_TYPE_UNSUPPORTED");
