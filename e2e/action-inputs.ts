// One input of each server action that its schema accepts: the schema is checked before the permission.

import { randomUUID } from "node:crypto";

export interface Ids {
  bot: string;
  key: string;
  otherKey: string;
  fingerprint: string;
  member: string;
  conversation: string;
  invitation: string;
}

/** By export; a new action needs a line here. */
export const inputs: Record<string, (ids: Ids) => unknown> = {
  addBot: () => ({ token: "777777:AAmatrixmatrixmatrix" }),
  askBot: ({ bot: botId }) => ({ botId, text: "Salom", locale: "uz", name: "Matrix" }),
  takeConversation: ({ conversation: id, member: from }) => ({ id, from: from || null }),
  returnConversation: ({ conversation: id }) => ({ id }),
  writeInConversation: ({ conversation: id }) => ({ id, messageId: randomUUID(), text: "Salom" }),
  uploadFilePiece: () => ({ messageId: randomUUID(), position: 0, base64: "AAEC" }),
  noteOnPerson: ({ conversation: id }) => ({ id, note: "Matrix", tags: ["matrix"] }),
  setBotSilence: ({ bot: id }) => ({ bots: [{ id, minutes: 45 }] }),
  linkStaff: ({ bot: botId }) => ({ botId }),
  unlinkStaff: ({ bot: botId }) => ({ botId }),
  exportPersonData: ({ conversation: id }) => ({ id }),
  deletePersonData: ({ conversation: id }) => ({ id }),
  readPageChat: ({ bot: botId }) => ({ botId }),
  readTrace: () => ({ id: "00000000-0000-4000-8000-000000000000" }),
  enableBot: ({ bot: id }) => ({ id, enabled: true }),
  publishPrompt: ({ bot: id }) => ({ id, prompt: "Changed.", basedOn: "" }),
  readPromptVersions: ({ bot: id }) => ({ id }),
  readPromptVersion: ({ bot: id }) => ({ id, number: 1 }),
  restorePrompt: ({ bot: id }) => ({ id, number: 1, basedOn: "" }),
  setAllowances: ({ bot: id }) => ({ id, allowances: { person: { perDay: 5 } } }),
  replaceToken: ({ bot: id }) => ({ id, token: "777:AAmatrixmatrixmatrix" }),
  removeBot: ({ bot: id }) => ({ id }),
  addKeys: () => ({ secrets: ["AQ.matrix"], project: null }),
  replaceKey: ({ key: id }) => ({ id, secret: "AQ.matrix" }),
  editKey: ({ key: id }) => ({ id, label: "Changed", enabled: true }),
  orderKeys: ({ key, otherKey }) => ({ ids: [otherKey, key] }),
  decideProject: ({ key, otherKey }) => ({ keyIds: [key, otherKey], same: true }),
  saveKeyUse: () => ({ order: "balanced", hedging: true }),
  removeKey: ({ key: id }) => ({ id }),
  testKeys: ({ key }) => ({ ids: [key] }),
  saveOrder: ({ bot: botId }) => ({
    botId,
    version: 0,
    entries: [{ model: "gemini-2.5-pro", enabled: true }],
  }),
  inheritOrder: ({ bot: botId }) => ({ botId }),
  setPrice: () => ({ model: "gemini-2.5-flash", price: { input: 1, output: 2 } }),
  syncModels: () => ({}),
  paletteTargets: () => ({}),
  setZone: () => ({ zone: "Asia/Almaty" }),
  keysOfModel: () => ({ model: "gemini-2.5-flash" }),
  tryOrder: ({ bot: botId }) => ({ botId, models: null, without: [], more: 0, messages: 100 }),
  classify: ({ fingerprint }) => ({ fingerprint, given: "blocked" }),
  chooseLanguage: () => ({ locale: "ru" }),
  signOutEverywhere: () => ({}),
  signOutHere: () => ({}),
  ownEmail: () => ({}),
  endSession: ({ member: id }) => ({ id }),
  endOtherSessions: () => ({}),
  changePassword: () => ({ old: "not-the-password", password: "correct-horse-changed" }),
  proveAgain: () => ({ password: "not-the-password" }),
  offerTotp: () => ({}),
  confirmTotp: () => ({ code: "000000" }),
  removeTotp: () => ({}),
  renewRecoveryCodes: () => ({}),
  offerPasskey: () => ({}),
  addPasskey: () => ({ name: "Chrome", response: {} }),
  removePasskey: () => ({ id: "AAEC" }),
  joinTeam: () => ({ token: "no-such-link" }),
  joinAsNew: () => ({ token: "no-such-link", name: "Taken", password: "correct-horse-taken" }),
  setNewPassword: () => ({ token: "no-such-link", password: "correct-horse-taken" }),
  invite: () => ({ email: "invited@matrix.example.com", role: "viewer" }),
  revokeInvitation: ({ invitation: id }) => ({ id }),
  setRole: ({ member: id }) => ({ id, role: "owner" }),
  removeMember: ({ member: id }) => ({ id }),
  allowTexts: ({ member: id }) => ({ id, readTexts: true }),
  // True would close the tenant to the others.
  demandSecondFactor: () => ({ demand: false }),
  memberSessions: ({ member: id }) => ({ id }),
  endMemberSessions: ({ member: id }) => ({ id, session: null }),
  makeResetLink: ({ member: id }) => ({ id }),
  linkTelegram: ({ bot }) => ({ bot }),
  unlinkTelegram: () => ({}),
  setAlertMail: () => ({ enabled: false }),
  muteAlertKind: () => ({ kind: "model_retired", muted: true }),
  testOwnWay: () => ({ channel: "telegram" }),
  knowSignIn: ({ member: session }) => ({ session }),
  addWebhook: () => ({ url: "https://matrix.example.com/hook" }),
  testWebhook: ({ member: id }) => ({ id }),
  removeWebhook: ({ member: id }) => ({ id }),
  makeFirstAdmin: () => ({
    ...{ code: "ABCDE-FGHJK", tenantName: "Taken", name: "Taken" },
    ...{ email: "taken@example.com", password: "correct-horse-taken" },
  }),
};
