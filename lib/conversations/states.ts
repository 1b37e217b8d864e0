/**
 * `waiting`: somebody was not answered. `draft`: of those, whose draft waits for a connected account's owner. `taken`: an operator
 * has it.
 */
export const conversationStates = ["waiting", "draft", "taken"] as const;
export type ConversationState = (typeof conversationStates)[number];
