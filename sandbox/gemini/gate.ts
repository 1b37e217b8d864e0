// Checks key, project, model and quota, in the order in which Google does.
import * as errors from "./errors.ts";
import type { Gemini, Model, Project, SandboxKey } from "./gemini.ts";
import { successors } from "./models.ts";
import { takeQuota } from "./quota.ts";

/** A refused call: a short outcome for the record, and Google's error. */
export interface Refusal {
  outcome: string;
  error: errors.GoogleError;
}

const refuse = (outcome: string, error: errors.GoogleError): Refusal => ({ outcome, error });

/** Null if the key and its project are usable. */
export function keyRefusal(
  gemini: Gemini,
  secret: string,
  key: SandboxKey | undefined,
  method: string,
): Refusal | null {
  if (!secret) return refuse("no key", errors.noKey());
  const project = key && gemini.project(key.project);
  if (!key || !project || key.state === "invalid") return refuse("key_invalid", errors.keyInvalid());
  switch (key.state) {
    case "old_kind":
      return refuse("key_invalid", errors.keyOfOldKind(method));
    case "expired":
      return refuse("key_invalid", errors.keyExpired());
    case "leaked":
      return refuse("key_leaked", errors.keyLeaked());
    case "service_blocked":
      return refuse("key_blocked", errors.keyServiceBlocked(project.number, method));
    case "referrer_blocked":
      return refuse("key_blocked", errors.keyReferrerBlocked(project.number));
    case "ip_blocked":
      return refuse("key_blocked", errors.keyIpBlocked(project.number));
  }
  switch (project.state) {
    case "service_disabled":
      return refuse("service_disabled", errors.serviceDisabled(project.number));
    case "suspended":
      return refuse("suspended", errors.projectSuspended(project.number, key.key));
  }
  return gemini.locationBlocked ? refuse("location", errors.badLocation()) : null;
}

/** Null if this project may use the model now; the request is then counted. */
export function modelRefusal(
  gemini: Gemini,
  project: Project,
  model: Model | undefined,
  { name, method, count = 1 }: { name: string; method: string; count?: number },
): Refusal | null {
  const state = project.models.get(name) ?? model?.state;
  if (state === "retired")
    return refuse("model_missing", errors.modelRetired(name, successors[name] ?? null));
  if (!model || state === "missing" || !supports(model, method))
    return refuse("model_missing", errors.modelMissing(name, method));
  if (project.state === "billing_disabled")
    return refuse("billing_disabled", errors.billingDisabled(project.number));
  if (project.state === "spend_cap") return refuse("spend_cap", errors.spendCap());
  const spent = takeQuota(
    gemini.usageOf(project, name),
    gemini.limitsOf(project, name),
    gemini.window,
    Date.now(),
    count,
  );
  if (spent) {
    const { violations, retryMs } = spent;
    const outcome = violations.some(({ limit }) => limit === 0)
      ? "no_entitlement"
      : violations.some(({ window }) => window === "PerDay")
        ? "rate_day"
        : "rate_minute";
    return refuse(outcome, errors.quotaExceeded(name, violations, retryMs, method));
  }
  switch (state) {
    case "overloaded":
      return refuse("overloaded", errors.overloaded());
    case "high_demand":
      return refuse("overloaded", errors.highDemand());
    case "internal":
      return refuse("internal", errors.internal());
    case "bad_gateway_html":
      return refuse("bad gateway", errors.badGateway());
    case "exhausted_vaguely":
      return refuse("rate_unknown", errors.vagueExhausted());
  }
  return null;
}

const supports = ({ info }: Model, method: string) =>
  info.supportedGenerationMethods.includes(method === "streamGenerateContent" ? "generateContent" : method);
