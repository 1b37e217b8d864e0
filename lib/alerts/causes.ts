// From what is stored of a tenant to what needs a person there. Pure.
import type { BotState } from "#generated/enums.ts";
import { isRefusal, type ParkView } from "../chain-state/park-view.ts";
import { type CheckClass, type ErrorClass, ownProjectOf, pairOf, projectOf } from "../fallback/index.ts";
import type { Cause, SilentReason } from "./kinds.ts";

interface BotFacts {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  readonly state: BotState;
  /** Models to try, in order. */
  readonly models: readonly string[];
  usable(model: string, keyId: string): boolean;
}

interface KeyFacts {
  readonly id: string;
  readonly label: string;
  readonly last4: string;
  readonly projectId: string | null;
  readonly project: string | null;
  readonly enabled: boolean;
  readonly checkClass: CheckClass | null;
  /** It answered after its last check. */
  readonly answeredSince: boolean;
}

interface LimitFacts {
  /** As in lib/fallback. */
  readonly project: string;
  readonly model: string;
  readonly used: number;
  readonly limit: number;
  readonly resetsAt: number;
}

export interface TenantFacts {
  readonly tenantId: string;
  readonly bots: readonly BotFacts[];
  readonly keys: readonly KeyFacts[];
  readonly parks: readonly ParkView[];
  /** Of a day. */
  readonly limits: readonly LimitFacts[];
  /** Models of the tenant's own orders that no key can use any more. */
  readonly retired: readonly { readonly model: string; readonly successor: string | null }[];
  readonly now: number;
}

/** A park that ends sooner is no cause: the chain waits it out or apologises with a promise. */
export const LASTING_MS = 120_000;
const NEAR = 0.9;
const unpaid: readonly ErrorClass[] = ["prepaid_empty", "spend_cap"];

/** Whether nothing can be asked there for a while, unless a person acts. */
function lasts({ class: kind, until }: ParkView, now: number): boolean {
  return isRefusal(kind) || kind === "model_missing" || until === null || +until > now + LASTING_MS;
}

const nameOfKey = ({ label, last4 }: KeyFacts) => `${label} (…${last4})`;

function parkFinder(parks: readonly ParkView[]) {
  const byName = new Map(parks.map((park) => [`${park.scope} ${park.id}`, park]));
  return (scope: ParkView["scope"], id: string) => byName.get(`${scope} ${id}`);
}
type FindPark = ReturnType<typeof parkFinder>;

const projectIdOf = (key: KeyFacts) => projectOf({ id: key.id, project: key.projectId });

/** Why Google refuses the key or its project as a whole; null: it does not. */
function refusalOf(key: KeyFacts, find: FindPark, now: number): { class: ErrorClass; whole: boolean } | null {
  const ofProject = find("project", projectIdOf(key));
  for (const park of [find("key", key.id), ofProject])
    if (park && (isRefusal(park.class) || (unpaid.includes(park.class) && lasts(park, now))))
      return { class: park.class, whole: park === ofProject };
  if (isRefusal(key.checkClass) && !key.answeredSince) return { class: key.checkClass, whole: false };
  return null;
}

/** Why the bot cannot answer; null: it can, or will within two minutes. */
function silenceOf(
  bot: BotFacts,
  keys: readonly KeyFacts[],
  { tenantId, now }: TenantFacts,
  find: FindPark,
): SilentReason | null {
  if (keys.length === 0) return "no_key";
  const away = (park: ParkView | undefined) => park !== undefined && lasts(park, now);
  const keysLeft = keys.filter(
    (key) =>
      !refusalOf(key, find, now) && !away(find("key", key.id)) && !away(find("project", projectIdOf(key))),
  );
  if (keysLeft.length === 0) return "no_usable_key";
  const models = bot.models.filter(
    (model) => !away(find("model", pairOf("*", model))) && !away(find("model", pairOf(tenantId, model))),
  );
  const answers = models.some((model) =>
    keysLeft.some(
      (key) =>
        bot.usable(model, key.id) &&
        !away(find("key_model", pairOf(key.id, model))) &&
        !away(find("project_model", pairOf(projectIdOf(key), model))),
    ),
  );
  return answers ? null : "no_model";
}

function* causesOfBots(facts: TenantFacts, keys: readonly KeyFacts[], find: FindPark): Generator<Cause> {
  for (const bot of facts.bots) {
    if (!bot.enabled) continue;
    const name = `@${bot.username}`;
    const own = { subject: bot.id, facts: { name } };
    // A revoked token is final, with or without a worker.
    if (bot.state === "unauthorized") yield { kind: "token_revoked", ...own };
    else if (bot.state === "conflict") yield { kind: "bot_conflict", ...own };
    else {
      const reason = silenceOf(bot, keys, facts, find);
      if (reason) yield { kind: "bot_silent", subject: bot.id, facts: { name, reason } };
    }
  }
}

function* causesOfKeys({ now }: TenantFacts, keys: readonly KeyFacts[], find: FindPark): Generator<Cause> {
  const seen = new Set<string>();
  for (const key of keys) {
    const refusal = refusalOf(key, find, now);
    if (!refusal) continue;
    const { class: kind } = refusal;
    if (!unpaid.includes(kind)) {
      yield { kind: "key_refused", subject: key.id, facts: { name: nameOfKey(key), class: kind } };
      continue;
    }
    const subject = projectIdOf(key);
    if (seen.has(subject)) continue;
    seen.add(subject);
    yield {
      kind: "project_unpaid",
      subject,
      facts: { name: key.project ?? nameOfKey(key), class: kind },
    };
  }
}

function* causesOfLimits({ limits }: TenantFacts, keys: readonly KeyFacts[]): Generator<Cause> {
  const most = new Map<string, Cause>();
  for (const { project, model, used, limit } of limits) {
    if (used < NEAR * limit) continue;
    const key = keys.find((each) => projectIdOf(each) === project || ownProjectOf(each.id) === project);
    if (!key) continue;
    const subject = pairOf(project, model);
    const percent = Math.min(100, Math.floor((100 * used) / Math.max(1, limit)));
    const name = `${key.project ?? nameOfKey(key)}, ${model}`;
    if ((most.get(subject)?.facts.percent ?? -1) < percent)
      most.set(subject, { kind: "day_limit_near", subject, facts: { name, percent } });
  }
  yield* most.values();
}

/** Every cause of the tenant, each once. */
export function causesOf(facts: TenantFacts): Cause[] {
  const keys = facts.keys.filter(({ enabled }) => enabled);
  const find = parkFinder(facts.parks);
  return [
    ...causesOfBots(facts, keys, find),
    ...causesOfKeys(facts, keys, find),
    ...causesOfLimits(facts, keys),
    ...facts.retired.map(
      ({ model, successor }): Cause => ({
        kind: "model_retired",
        subject: model,
        facts: { name: model, ...(successor && { successor }) },
      }),
    ),
  ];
}

/** What nobody knows now, since the bot is not polled yet or Telegram is away: such causes stay as they are. */
export function unsureOf({ bots }: TenantFacts): Pick<Cause, "kind" | "subject">[] {
  const unknown: readonly BotState[] = ["off", "starting", "unreachable"];
  return bots
    .filter(({ enabled, state }) => enabled && unknown.includes(state))
    .flatMap(({ id: subject }) => [
      { kind: "token_revoked", subject },
      { kind: "bot_conflict", subject },
    ]);
}

/** When the causes may change although nothing happens: a park or a day ends. Epoch milliseconds; null: never */
export function changesAt({ parks, limits, now }: TenantFacts): number | null {
  const ends = [
    ...parks.flatMap(({ until }) => (until ? [+until - LASTING_MS, +until] : [])),
    ...limits.map(({ resetsAt }) => resetsAt),
  ].filter((at) => at > now);
  return ends.length > 0 ? Math.min(...ends) : null;
}
