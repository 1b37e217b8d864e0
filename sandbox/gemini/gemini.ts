import type { Events } from "../events.ts";
import { Ring } from "../ring.ts";
import { type Behaviour, behaviourOf } from "./behaviour.ts";
import { catalogue, type ModelInfo } from "./models.ts";
import { type Limits, type MinuteWindow, newUsage, type QuotaUsage } from "./quota.ts";

const keyStates = [
  "ok",
  "invalid",
  "old_kind",
  "expired",
  "leaked",
  "service_blocked",
  "referrer_blocked",
  "ip_blocked",
] as const;
export const projectStates = [
  "ok",
  "service_disabled",
  "suspended",
  "billing_disabled",
  "spend_cap",
] as const;
export const modelStates = [
  "ok",
  "missing",
  "retired",
  "overloaded",
  "high_demand",
  "internal",
  "bad_gateway_html",
  "exhausted_vaguely",
] as const;
type SandboxKeyState = (typeof keyStates)[number];
type ProjectState = (typeof projectStates)[number];
type ModelState = (typeof modelStates)[number];

export interface SandboxKey {
  key: string;
  project: string;
  label: string;
  state: SandboxKeyState;
  behaviour: Behaviour;
}

export interface Project {
  id: string;
  /** Google's errors name the project as `projects/<number>`. */
  number: string;
  state: ProjectState;
  /** Model states that differ for this project. */
  models: Map<string, ModelState>;
  limits: Map<string, Partial<Limits>>;
  usage: Map<string, QuotaUsage>;
}

export interface Model {
  info: ModelInfo;
  state: ModelState;
  behaviour: Behaviour;
  limits: Limits;
}

/** A forced answer for the next matching calls. */
export interface ForcedAnswer {
  key?: string;
  project?: string;
  model?: string;
  times?: number;
  status: number;
  headers?: Record<string, string>;
  /** A string is sent verbatim, anything else as JSON. */
  body?: unknown;
  delayMs?: number;
}

export interface GeminiCall {
  seq: number;
  time: string;
  method: string;
  model: string;
  key: string;
  /** Empty if the key is unknown. */
  project: string;
  label: string;
  /** Null while in progress; 0 if the sandbox broke the connection before any response. */
  status: number | null;
  /** `ok`, `rate_minute`, `cut`… */
  outcome: string | null;
  /** Text of the user's last message. */
  text: string;
  /** Texts that stand before it: files, what it replies to. */
  before: string;
  contents: number;
  system: string;
  answer: string;
  firstTokenMs: number | null;
  ms: number | null;
  /** When the client hung up, if it did. */
  aborted: string | null;
}

export interface ReplySettings {
  /** `echo`: exactly `MODEL: <text>`. `fixed`: always `text`. `pleasant`: a friendly answer in the user's language. */
  mode: "pleasant" | "echo" | "fixed";
  text: string;
}

type KeptGemini = ReturnType<Gemini["kept"]>;

const unlimited: Limits = { perMinute: null, perDay: null };

/** State of the simulated Gemini: keys, projects, models, quotas and the call log. */
export class Gemini {
  readonly events: Events;
  readonly keys = new Map<string, SandboxKey>();
  readonly projects = new Map<string, Project>();
  readonly models = new Map<string, Model>();
  readonly calls = new Ring<GeminiCall>(20_000);
  readonly answers: ForcedAnswer[] = [];
  behaviour: Behaviour = {};
  reply: ReplySettings = { mode: "pleasant", text: "" };
  window: MinuteWindow = "rolling";
  locationBlocked = false;

  constructor(events: Events) {
    this.events = events;
    this.reset();
  }

  reset(): void {
    for (const kept of [this.keys, this.projects, this.models]) kept.clear();
    this.calls.clear();
    this.answers.length = 0;
    this.behaviour = {};
    this.reply = { mode: "pleasant", text: "" };
    this.window = "rolling";
    this.locationBlocked = false;
    for (const info of catalogue) this.models.set(info.name, newModel(info));
  }

  /** All but the record of calls, for a later process. */
  kept() {
    const { keys, projects, models, answers, behaviour, reply, window, locationBlocked } = this;
    return { keys, projects, models, answers, behaviour, reply, window, locationBlocked };
  }

  recall({ keys, projects, models, answers, ...settings }: KeptGemini): void {
    this.reset();
    for (const [secret, key] of keys) this.keys.set(secret, key);
    for (const [id, project] of projects) this.projects.set(id, project);
    this.models.clear();
    for (const [name, model] of models) this.models.set(name, model);
    this.answers.push(...answers);
    Object.assign(this, settings);
  }

  /** Adds or changes a key. @throws Error for an unknown state. */
  setKey(key: string, given: Record<string, unknown>): SandboxKey {
    const known = this.keys.get(key);
    const set: SandboxKey = {
      key,
      project: String(given.project ?? known?.project ?? "sandbox"),
      label: String(given.label ?? known?.label ?? ""),
      state: oneOf(keyStates, given.state ?? known?.state ?? "ok", "key state"),
      behaviour: { ...known?.behaviour, ...behaviourOf(given) },
    };
    this.project(set.project);
    this.keys.set(key, set);
    return set;
  }

  /** The project, created on first use. */
  project(id: string): Project {
    let project = this.projects.get(id);
    if (!project) {
      const number = /^\d+$/.test(id) ? id : String(314159265358 + this.projects.size);
      project = { id, number, state: "ok", models: new Map(), limits: new Map(), usage: new Map() };
      this.projects.set(id, project);
    }
    return project;
  }

  /** Changes a model, or adds a text model. @throws Error for an unknown state. */
  setModel(name: string, given: Record<string, unknown>): Model {
    const model = this.models.get(name) ?? newModel(infoOf(name));
    model.state = oneOf(modelStates, given.state ?? model.state, "model state");
    Object.assign(model.behaviour, behaviourOf(given));
    this.models.set(name, model);
    return model;
  }

  limitsOf(project: Project, model: string): Limits {
    return {
      ...unlimited,
      ...this.models.get(model)?.limits,
      ...project.limits.get("*"),
      ...project.limits.get(model),
    };
  }

  usageOf(project: Project, model: string): QuotaUsage {
    let usage = project.usage.get(model);
    if (!usage) {
      usage = newUsage();
      project.usage.set(model, usage);
    }
    return usage;
  }
}

const newModel = (info: ModelInfo): Model => ({ info, state: "ok", behaviour: {}, limits: { ...unlimited } });

const infoOf = (name: string): ModelInfo => ({
  ...catalogue[0],
  name,
  displayName: name,
  description: "",
});

/** @throws Error that lists the allowed values. */
export function oneOf<T extends string>(possible: readonly T[], value: unknown, what: string): T {
  const found = possible.find((each) => each === value);
  if (!found) throw new Error(`${what} must be one of ${possible.join(", ")}, not ${JSON.stringify(value)}.`);
  return found;
}
