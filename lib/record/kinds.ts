// Kinds of entries, as the record's page filters by them. Pure.
export const recordKinds = {
  bots: ["source.", "openQuestion.", "bot.", "business."],
  keys: ["key.", "project."],
  models: ["models.", "price.", "error."],
  conversations: ["conversation.", "person.data.", "deadLetter.", "staff.", "broadcast."],
  people: ["member.", "invitation.", "apiToken."],
  alerts: ["alerts.", "webhook."],
  workspace: ["tenant.", "secrets.", "record.", "answers."],
  visits: ["impersonation."],
} as const;
export type RecordKind = keyof typeof recordKinds;
export const isRecordKind = (value: unknown): value is RecordKind =>
  typeof value === "string" && Object.hasOwn(recordKinds, value);
