// Control API of the simulated Gemini: keys, projects, models, quotas, replies, faults.
import { behaviourOf } from "../gemini/behaviour.ts";
import {
  type ForcedAnswer,
  type Gemini,
  type GeminiCall,
  modelStates,
  oneOf,
  projectStates,
  type ReplySettings,
} from "../gemini/gemini.ts";
import { type Limits, pacificDay } from "../gemini/quota.ts";
import type { Control, ControlRequest } from "./control.ts";
import { stateOf } from "./state.ts";

type Fields = Record<string, unknown>;

/** Applies each named entry of the body, then returns Gemini's whole state. */
const each =
  (set: (gemini: Gemini, name: string, given: Fields | null) => void): Control =>
  ({ sandbox, body }) => {
    for (const [name, given] of Object.entries((body ?? {}) as Record<string, Fields | null>))
      set(sandbox.gemini, name, given);
    return settled(sandbox);
  };

function settled(sandbox: ControlRequest["sandbox"]) {
  sandbox.events.emit("gemini settings", () => null);
  return stateOf(sandbox).gemini;
}

function setProject(gemini: Gemini, id: string, given: Fields | null): void {
  const project = gemini.project(id);
  project.state = oneOf(projectStates, given?.state ?? project.state, "project state");
  if (given?.number) project.number = String(given.number);
  for (const [model, state] of Object.entries((given?.models ?? {}) as Record<string, unknown>)) {
    if (state === null) project.models.delete(model);
    else project.models.set(model, oneOf(modelStates, state, "model state"));
  }
}

function limitsIn(given: Fields): Partial<Limits> {
  const limits: Partial<Limits> = {};
  for (const name of ["perMinute", "perDay"] as const) {
    const value = given[name];
    if (value === undefined) continue;
    if (value !== null && !(typeof value === "number" && value >= 0))
      throw new Error(`${name} must be a number, or null for no limit.`);
    limits[name] = value;
  }
  return limits;
}

function setModel(gemini: Gemini, name: string, given: Fields | null): void {
  if (given === null) gemini.models.delete(name);
  else Object.assign(gemini.setModel(name, given).limits, limitsIn(given));
}

interface QuotaInput {
  window?: "rolling" | "fixed";
  limits?: Record<string, Fields>;
  projects?: Record<string, Record<string, Fields>>;
}

function setQuotas({ sandbox, body }: ControlRequest) {
  const { gemini } = sandbox;
  const { window, limits = {}, projects = {} } = (body ?? {}) as QuotaInput;
  if (window) gemini.window = oneOf(["rolling", "fixed"], window, "window");
  for (const [name, given] of Object.entries(limits)) {
    const targets = name === "*" ? [...gemini.models.values()] : [gemini.setModel(name, {})];
    for (const { limits: own } of targets) Object.assign(own, limitsIn(given));
  }
  for (const [id, models] of Object.entries(projects))
    for (const [model, given] of Object.entries(models)) setProjectQuota(gemini, id, model, given);
  return settled(sandbox);
}

/** For model "*", `spent` applies to every model. */
function setProjectQuota(gemini: Gemini, id: string, model: string, given: Fields): void {
  const project = gemini.project(id);
  const limits = limitsIn(given);
  if (Object.keys(limits).length > 0) project.limits.set(model, { ...project.limits.get(model), ...limits });
  if (given.spent === undefined) return;
  const spent = given.spent === null ? null : oneOf(["minute", "day"], given.spent, "spent");
  const seconds = Number(given.forSeconds ?? 60);
  for (const name of model === "*" ? gemini.models.keys() : [model]) {
    const usage = gemini.usageOf(project, name);
    usage.daySpent = spent === "day" ? pacificDay(Date.now()) : null;
    usage.minuteSpentUntil = spent === "minute" ? Date.now() + seconds * 1000 : 0;
    if (spent === null) {
      usage.minute.length = 0;
      usage.today = 0;
    }
  }
}

function setFaults({ sandbox, body }: ControlRequest) {
  const { gemini } = sandbox;
  const given = (body ?? {}) as Fields & { answers?: ForcedAnswer[]; locationBlocked?: boolean };
  Object.assign(gemini.behaviour, behaviourOf(given));
  if (given.locationBlocked !== undefined) gemini.locationBlocked = Boolean(given.locationBlocked);
  if (given.answers) {
    for (const { status } of given.answers)
      if (!Number.isInteger(status) || status < 100 || status > 599)
        throw new Error("An answer needs its HTTP status.");
    gemini.answers.splice(0, gemini.answers.length, ...given.answers.map((answer) => ({ ...answer })));
  }
  return settled(sandbox);
}

function setReply({ sandbox, body }: ControlRequest) {
  const { mode, text } = (body ?? {}) as Partial<ReplySettings>;
  const { reply } = sandbox.gemini;
  reply.mode = oneOf(
    ["pleasant", "echo", "fixed"],
    mode ?? (text === undefined ? reply.mode : "fixed"),
    "mode",
  );
  reply.text = text ?? reply.text;
  return settled(sandbox);
}

function matcher(query: URLSearchParams): (call: GeminiCall) => boolean {
  const fields = ["key", "project", "model", "method", "status", "outcome"] as const;
  const wanted = fields.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const text = query.get("text");
  return (call) =>
    wanted.every(([name, value]) => String(call[name]) === value) &&
    (text === null || call.text.includes(text));
}

function calls({ sandbox: { gemini }, query }: ControlRequest) {
  const limit = Number(query.get("limit")) || 1000;
  return {
    last: gemini.calls.last,
    calls: gemini.calls.after(Number(query.get("after")) || 0, matcher(query), limit),
  };
}

export const geminiControl: Record<string, Control> = {
  "PUT gemini/keys": each((gemini, key, given) => {
    if (given === null) gemini.keys.delete(key);
    else gemini.setKey(key, given);
  }),
  "PUT gemini/projects": each(setProject),
  "PUT gemini/models": each(setModel),
  "PUT gemini/quotas": setQuotas,
  "PUT gemini/reply": setReply,
  "PUT gemini/faults": setFaults,
  "GET gemini/calls": calls,
};
