// From a tenant's health to what needs a person there. Pure.
import type { BotState } from "#generated/enums.ts";
import { pairOf, projectOf } from "../fallback/index.ts";
import type { Ability } from "../health/ability.ts";
import type { KeyState } from "../keys/state.ts";
import type { Cause, SilentReason } from "./kinds.ts";

interface AlertingBot {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  readonly state: BotState;
  /** Whether its token can be decrypted. */
  readonly readable: boolean;
  /** Whether its chain would answer now. */
  readonly ability: Ability;
}

interface AlertingKey {
  readonly id: string;
  readonly label: string;
  readonly last4: string;
  readonly project: { readonly id: string; readonly label: string } | null;
  readonly state: KeyState;
}

interface AlertingLimit {
  /** As in lib/fallback. */
  readonly project: string;
  readonly model: string;
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: number;
}

export interface Circumstances {
  readonly bots: readonly AlertingBot[];
  readonly keys: readonly AlertingKey[];
  /** Of a day. */
  readonly limits: readonly AlertingLimit[];
  /** Models of the tenant's own orders that no key can use any more. */
  readonly retired: readonly { readonly model: string; readonly successor: string | null }[];
  /** When parks end, epoch milliseconds. */
  readonly ends: readonly number[];
  /** By the database's clock, epoch milliseconds. */
  readonly now: number;
}

/** What ends sooner by itself is no cause: the chain waits it out, or apologises with a promise. */
export const LASTING_MS = 120_000;
const NEAR = 0.9;

const nameOfKey = ({ label, last4 }: AlertingKey) => `${label} (…${last4})`;
const projectIdOf = ({ id, project }: AlertingKey) => projectOf({ id, project: project?.id ?? null });
const lasts = (until: Date | null, now: number) => until !== null && until.getTime() > now + LASTING_MS;

function silenceOf(ability: Ability, now: number): SilentReason | null {
  if (ability.kind === "broken") return ability.reason;
  if (ability.kind === "works" || ability.reason === "untested") return null;
  return lasts(ability.until, now) ? ability.reason : null;
}

function* causesOfBots({ bots, now }: Circumstances): Generator<Cause> {
  for (const { id: subject, username, enabled, state, readable, ability } of bots) {
    if (!enabled) continue;
    const facts = { name: `@${username}` };
    const reason = silenceOf(ability, now);
    if (!readable) yield { kind: "bot_silent", subject, facts: { ...facts, reason: "token_unreadable" } };
    else if (state === "unauthorized") yield { kind: "token_revoked", subject, facts };
    else if (state === "conflict") yield { kind: "bot_conflict", subject, facts };
    else if (reason) yield { kind: "bot_silent", subject, facts: { ...facts, reason } };
  }
}

/** The project has no money: prepaid is used up, or the month's cap is reached. */
function isUnpaid({ state }: AlertingKey, now: number): boolean {
  if (state.kind === "broken") return state.class === "prepaid_empty";
  return state.kind === "waiting" && state.class === "spend_cap" && lasts(state.until, now);
}

function* causesOfKeys({ keys, now }: Circumstances): Generator<Cause> {
  const seen = new Set<string>();
  for (const key of keys) {
    const { state } = key;
    const name = nameOfKey(key);
    if (isUnpaid(key, now)) {
      const subject = projectIdOf(key);
      if (seen.has(subject)) continue;
      seen.add(subject);
      const facts = { name: key.project?.label ?? name, class: "class" in state ? (state.class ?? "") : "" };
      yield { kind: "project_unpaid", subject, facts };
    } else if (state.kind === "broken")
      yield { kind: "key_refused", subject: key.id, facts: { name, class: state.class } };
  }
}

function* causesOfLimits({ limits, keys }: Circumstances): Generator<Cause> {
  const most = new Map<string, Cause>();
  for (const { project, model, used, limit } of limits) {
    if (used < NEAR * limit) continue;
    const key = keys.find((each) => each.state.kind !== "off" && projectIdOf(each) === project);
    if (!key) continue;
    const subject = pairOf(project, model);
    const percent = Math.min(100, Math.floor((100 * used) / Math.max(1, limit)));
    const name = `${key.project?.label ?? nameOfKey(key)}, ${model}`;
    if ((most.get(subject)?.facts.percent ?? -1) < percent)
      most.set(subject, { kind: "day_limit_near", subject, facts: { name, percent } });
  }
  yield* most.values();
}

/** Every cause of the tenant, each once. */
export function causesOf(of: Circumstances): Cause[] {
  return [
    ...causesOfBots(of),
    ...causesOfKeys(of),
    ...causesOfLimits(of),
    ...of.retired.map(
      ({ model, successor }): Cause => ({
        kind: "model_retired",
        subject: model,
        facts: { name: model, ...(successor && { successor }) },
      }),
    ),
  ];
}

/** Nobody has tried it yet, or a test refused it: the next answer tells how it is with the key. */
const awaitsAnswer = ({ state }: AlertingKey) =>
  (state.kind === "waiting" && state.until === null && state.model === null) ||
  (state.kind === "broken" && state.until === null);

/**
 * What nobody knows now: such causes stay as they are. A bot may not be polled yet, or Telegram may be away; and a key
 * that nobody has tried since it was refused, or that took the place of a refused one, has solved nothing yet.
 */
export function unsureOf({ bots, keys }: Circumstances): Pick<Cause, "kind" | "subject">[] {
  const unknown: readonly BotState[] = ["off", "starting", "unreachable"];
  return [
    ...bots.flatMap(({ id: subject, enabled, state, ability }): Pick<Cause, "kind" | "subject">[] => {
      if (!enabled) return [];
      const isUnpolled = unknown.includes(state);
      const mayBeSilent = ability.kind === "waiting" && ability.reason === "untested";
      return [
        ...(isUnpolled
          ? ([
              { kind: "token_revoked", subject },
              { kind: "bot_conflict", subject },
            ] as const)
          : []),
        ...(mayBeSilent ? [{ kind: "bot_silent", subject } as const] : []),
      ];
    }),
    ...keys.filter(awaitsAnswer).flatMap((key): Pick<Cause, "kind" | "subject">[] => [
      { kind: "key_refused", subject: key.id },
      { kind: "project_unpaid", subject: projectIdOf(key) },
    ]),
  ];
}

/** When the causes may change although nothing happens: a park or a day ends. Epoch milliseconds; null: never */
export function changesAt({ ends, limits, now }: Circumstances): number | null {
  const times = [
    ...ends.flatMap((end) => [end - LASTING_MS, end]),
    ...limits.map(({ resetsAt }) => resetsAt),
  ].filter((at) => at > now);
  return times.length > 0 ? Math.min(...times) : null;
}
