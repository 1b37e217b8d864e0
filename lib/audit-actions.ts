// Every action of the record. Those of `person`, `session`, `setup` and `plan` are of no tenant.
const named = <A extends string, B extends string>(noun: A, ...verbs: readonly B[]) =>
  verbs.map((verb) => `${noun}.${verb}` as const);

export const auditActions = [
  ...named("alerts", "link", "unlink", "mute", "known", "test"),
  ...named("bot", "add", "allowances", "import", "name", "prompt", "remove", "start", "stop", "takeover", "token"),
  ...named("conversation", "take", "return"),
  ...named("deadLetter", "retry", "discard"),
  ...named("error", "classify"),
  ...named("impersonation", "start", "end"),
  ...named("invitation", "add", "accept", "remove"),
  ...named("key", "add", "edit", "import", "order", "remove", "replace", "use"),
  ...named("member", "add", "remove", "resetLink", "role", "signOut", "texts"),
  ...named("models", "inherit", "order", "platform"),
  ...named("person.data", "export", "delete", "note"),
  ...named("person.factors", "forget"),
  ...named("person.identity", "tie"),
  ...named("person.passkey", "add", "remove"),
  ...named("person.password", "change", "failed", "reset"),
  ...named("person.recovery", "renew", "use"),
  ...named("person", "resetLink"),
  ...named("person.totp", "add", "remove", "failed"),
  ...named("plan", "save", "remove"),
  ...named("price", "correct", "reset"),
  ...named("project", "join", "learn", "part"),
  ...named("record", "export"),
  ...named("secrets", "rotate"),
  ...named("session", "signIn", "failed", "signOut", "end"),
  ...named("setup", "done", "failed"),
  ...named("tenant", "address", "create", "limits", "remove", "rename", "resume", "secondFactor", "suspend", "zone"),
  ...named("webhook", "add", "remove", "test"),
] as const;
export type AuditAction = (typeof auditActions)[number];
