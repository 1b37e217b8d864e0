// The kinds of alerts: one table of how urgent each is, whom it concerns and which page mends it. The words are in
// lib/messages/*/alerts.ts.
import { z } from "zod";
import { AlertKind, type Role } from "#generated/enums.ts";
import { brokenReasons } from "../health/ability.ts";
import { can, type Permission } from "../people/can.ts";

/** `critical`: people get no answers, or an account may be in other hands. `warning`: it will come to that. */
type Severity = "critical" | "warning";

interface Kind {
  readonly severity: Severity;
  /** Whom it is told: a tenant's members, the platform's admins, or one person about themselves. */
  readonly of: "tenant" | "platform" | "person";
  /** What names the subject in a webhook's body. */
  readonly subject: "bot" | "key" | "project" | "model" | "worker" | "host" | "session";
  /** Who sees it and is told of it. Names of keys, projects and models are not for everybody. */
  readonly may: Permission;
  /** What the page that mends it demands. */
  readonly opens: Permission | null;
  /** The page that mends it: within the tenant, or from the root where it starts with a slash. */
  page(cause: Pick<Cause, "subject" | "facts">): string;
}

/** Why a bot cannot answer: what is broken, or what takes long to come back. */
const silentReasons = [...brokenReasons, "token_unreadable", "limits", "models_down", "egress"] as const;
export type SilentReason = (typeof silentReasons)[number];
const ofModels: readonly (SilentReason | undefined)[] = ["no_model", "models_gone", "models_denied"];

/** Where a bot that cannot answer is mended. */
function silentPage({ subject, facts: { reason } }: Pick<Cause, "subject" | "facts">): string {
  if (reason === "token_unreadable") return `bots/${subject}`;
  return ofModels.includes(reason) ? "models" : "keys";
}

/** The column AlertCause.facts. */
export const CauseFacts = z.object({
  /** What it is about, as people know it: @username, "Key 1 (…9f3c)". */
  name: z.string(),
  reason: z.enum(silentReasons).optional(),
  /** Of a key or a project: the error class, for its own sentence on the page. */
  class: z.string().optional(),
  /** Of a model: its replacement. */
  successor: z.string().optional(),
  /** Of a limit or a disk: how much is used, per cent. */
  percent: z.number().optional(),
  /** Of a key that the platform lends: told to the platform's admins. */
  lent: z.literal(true).optional(),
  /** Of a sign-in: the browser. */
  device: z.string().optional(),
});
export type CauseFacts = z.infer<typeof CauseFacts>;

/** Something that needs a person now. */
export interface Cause {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly facts: CauseFacts;
}

export const alertKinds = Object.values(AlertKind);

/** In the order of a message: the most urgent first. */
export const kinds: Readonly<Record<AlertKind, Kind>> = {
  bot_silent: {
    severity: "critical",
    of: "tenant",
    subject: "bot",
    may: "viewAlerts",
    opens: "viewChain",
    page: silentPage,
  },
  token_revoked: {
    severity: "critical",
    of: "tenant",
    subject: "bot",
    may: "viewAlerts",
    opens: "viewBots",
    page: ({ subject }) => `bots/${subject}`,
  },
  bot_conflict: {
    severity: "critical",
    of: "tenant",
    subject: "bot",
    may: "viewAlerts",
    opens: "viewBots",
    page: ({ subject }) => `bots/${subject}`,
  },
  key_refused: {
    severity: "critical",
    of: "tenant",
    subject: "key",
    may: "viewChain",
    opens: "viewChain",
    page: ({ subject }) => `keys#key=${subject}`,
  },
  project_unpaid: {
    severity: "critical",
    of: "tenant",
    subject: "project",
    may: "viewChain",
    opens: "viewChain",
    page: () => "keys",
  },
  worker_gone: {
    severity: "critical",
    of: "platform",
    subject: "worker",
    may: "viewAlerts",
    opens: null,
    page: () => "/",
  },
  disk_full: {
    severity: "critical",
    of: "platform",
    subject: "host",
    may: "viewAlerts",
    opens: null,
    page: () => "/",
  },
  new_sign_in: {
    severity: "critical",
    of: "person",
    subject: "session",
    may: "viewAlerts",
    opens: null,
    page: () => "/account",
  },
  day_limit_near: {
    severity: "warning",
    of: "tenant",
    subject: "project",
    may: "viewChain",
    opens: "viewChain",
    page: () => "keys",
  },
  backup_failed: {
    severity: "warning",
    of: "platform",
    subject: "host",
    may: "viewAlerts",
    opens: null,
    page: () => "/",
  },
  model_retired: {
    severity: "warning",
    of: "tenant",
    subject: "model",
    may: "viewChain",
    opens: "viewChain",
    page: () => "models",
  },
};
const order = Object.keys(kinds) as AlertKind[];

/** What the page that mends it demands. Platform admins, who alone are told of lent keys, may open theirs. */
export const demandOf = ({ kind, facts }: Pick<Cause, "kind" | "facts">): Permission | null =>
  facts.lent ? null : kinds[kind].opens;

/** For sorting by urgency. */
export const rankOf = (kind: AlertKind): number => order.indexOf(kind);

/** The kinds that a member with this role sees and is told of. */
export const kindsFor = (role: Role): AlertKind[] => alertKinds.filter((kind) => can(role, kinds[kind].may));
