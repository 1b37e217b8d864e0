// "What if": the tenant's last day, or a made-up one, with the chain as it is and as changed.

import { PROMISE_MS } from "../answers/promise.ts";
import { botNames } from "../bots/names.ts";
import type { Context } from "../context.ts";
import { AppError } from "../errors.ts";
import type { Chain } from "../fallback/index.ts";
import { loadTenant } from "../live-config/snapshot.ts";
import { authorise } from "../people/can.ts";
import { assumedLimits } from "./assumed.ts";
import { type ChainChange, changed, limitsOf } from "./change.ts";
import { madeUp, type Schedule } from "./made-up.ts";
import { loadHistory } from "./recorded.ts";
import { type Replayed, replay } from "./replay.ts";

export interface Trial extends ChainChange {
  /** The bot whose order of models is changed; null: the order of all bots without their own. */
  readonly botId: string | null;
  /** null: the last 24 hours. */
  readonly schedule: Schedule | null;
}

export interface Tried {
  from: Date;
  to: Date;
  asIs: Replayed;
  changed: Replayed;
  /** Models of the changed order without a recorded answer: assumed as fast as the others. */
  untried: string[];
  /** Models that answer in the replay with a limit neither known nor assumed: replayed without one. */
  unlimited: string[];
  /** Models whose limits are assumed from the free plan, because the project's other limits are of that plan. */
  assumed: string[];
}

/** One at a time: each takes a second or two of CPU, and the dashboard must stay responsive. */
let running: Promise<unknown> = Promise.resolve();

function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const mine = running.then(run);
  running = mine.catch(() => undefined);
  return mine;
}

/** Computes both sides; stores nothing. If models change, only questions of bots that follow the changed order count. */
export async function tryOut(context: Context, trial: Trial): Promise<Tried> {
  authorise(context, "viewChain");
  const [config, names] = await Promise.all([loadTenant(context.tenantId), botNames(context)]);
  if (!config || (trial.botId && !config.bots.has(trial.botId))) throw new AppError("not_found");
  const own = new Set(names.flatMap(({ id, ownOrder }) => (ownOrder ? [id] : [])));
  const follows = (botId: string) => (trial.botId === null ? !own.has(botId) : botId === trial.botId);
  const counted = trial.models === null ? () => true : follows;

  const chainOf = (botId: string) => config.bots.get(botId)?.chain ?? config.chain;
  const chains = new Map<Chain, { followed: Chain; others: Chain }>();
  const changedChainOf = (botId: string): Chain => {
    const chain = chainOf(botId);
    const known = chains.get(chain) ?? {
      followed: changed(chain, trial),
      others: changed(chain, { ...trial, models: null }),
    };
    chains.set(chain, known);
    return follows(botId) ? known.followed : known.others;
  };

  return inTurn(async () => {
    const recorded = await loadHistory(context);
    const asked = names.map(({ id }) => id).filter(counted);
    const scope = trial.botId ? chainOf(trial.botId) : config.chain;
    const all = changed(scope, { ...trial, without: [] });
    const history = trial.schedule ? madeUp(trial.schedule, recorded, asked, all) : recorded;
    const chainsNow = [...new Set(asked.map(chainOf))];
    const chainsThen = [...new Set(asked.map(changedChainOf))];
    const assumed = assumedLimits(history.limits, [...chainsNow, ...chainsThen], history.from);
    const known = [...history.limits, ...assumed];
    const limits = [...limitsOf(known, trial.more), ...known];
    const how = { prices: config.prices, counted, promiseMs: PROMISE_MS };
    const asIs = await replay({ ...how, history: { ...history, limits: known }, chainOf });
    const then = await replay({ ...how, history: { ...history, limits }, chainOf: changedChainOf });
    const models = trial.models ?? scope.candidates.map(({ model }) => model);
    const untried = [...new Set(models)].filter((model) => !recorded.pace.has(model));
    const limited = new Set(limits.flatMap(({ model, limit }) => (limit === null ? [] : [model])));
    const unlimited = new Set(then.served.map(({ model }) => model).filter((model) => !limited.has(model)));
    return {
      from: new Date(history.from),
      to: new Date(history.to),
      asIs,
      changed: then,
      untried,
      unlimited: [...unlimited],
      assumed: [...new Set(assumed.map(({ model }) => model))].filter((model) =>
        then.served.some((each) => each.model === model),
      ),
    };
  });
}
