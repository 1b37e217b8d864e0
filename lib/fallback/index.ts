// The fallback engine: one entry for everything outside. README.md has the concepts and an example that runs.
export { type Chain, compileChain } from "./chain.ts";
export { meanings } from "./classes.ts";
export { failureOf } from "./failure.ts";
export { Board } from "./parks/board.ts";
export type { Standing } from "./parks/deciding.ts";
export { endsWithEdit } from "./parks/edits.ts";
export type { ParkChange } from "./parks/parks.ts";
export { type ProbeClaims, probeLeaseMs } from "./parks/probes.ts";
export { type Forecast, forecasts } from "./quotas/forecast.ts";
export type { Meter } from "./quotas/meter.ts";
export { type Count, type Limit, Quotas } from "./quotas/quotas.ts";
export { type Meeting, proposeProjects } from "./quotas/shared-projects.ts";
export {
  nameOf,
  ownProjectOf,
  pairOf,
  pairsOf,
  projectOf,
  type ScopeId,
  scopeOf,
  scopesOf,
} from "./scopes.ts";
export { systemClock } from "./system-clock.ts";
export {
  type AttemptClass,
  type Candidate,
  type CheckClass,
  type Clock,
  type CountWindow,
  countWindows,
  type Deadline,
  type ErrorClass,
  type Evidence,
  errorClasses,
  type Key,
  type KeyOrder,
  type LimitWindow,
  limitWindows,
  metrics,
  NotCalled,
  type Park,
  type ParkRequest,
  type Provider,
  type ProviderEvent,
  type Quota,
  type Scope,
  type Span,
  scopes,
  type Understood,
  UpstreamError,
  type Usage,
} from "./types.ts";
export { VirtualClock } from "./virtual-clock.ts";
export { budget, type Cost, callsLeft, nextWalkAt } from "./walk/budget.ts";
export { Hedging } from "./walk/hedging.ts";
export {
  type Attempt,
  type CallAllowance,
  defaultLimits,
  type Walk,
  type WalkLimits,
  type WalkOptions,
  walk,
} from "./walk/walk.ts";
