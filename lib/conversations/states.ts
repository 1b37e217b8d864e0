/** `waiting`: somebody was not answered. `taken`: an operator has it. */
export const conversationStates = ["waiting", "taken"] as const;
export type ConversationState = (typeof conversationStates)[number];
