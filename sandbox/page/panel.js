// The control panel: projects, keys, models, quotas.
import { byId, control, make, toast } from "./api.js";
import { store } from "./store.js";
import { word } from "./words.js";

const calm = {
  firstTokenMs: null,
  tokenMs: null,
  cutAfterTokens: null,
  hang: false,
  empty: false,
  block: null,
};
/** Pseudo-states (behaviours rather than states): how to set and detect each. */
const manners = {
  slow: [{ firstTokenMs: 6000, tokenMs: 250 }, ({ firstTokenMs }) => firstTokenMs >= 3000],
  cut: [{ cutAfterTokens: 8 }, ({ cutAfterTokens }) => typeof cutAfterTokens === "number"],
  hang: [{ hang: true }, ({ hang }) => hang],
  empty: [{ empty: true }, ({ empty }) => empty],
  refuse: [{ block: true }, ({ block }) => Boolean(block)],
};
const keyChoices = [
  ...["ok", "leaked", "invalid", "expired", "service_blocked", "referrer_blocked", "ip_blocked"],
  ...["slow", "hang", "cut"],
];
const projectChoices = [
  "ok",
  "minute",
  "day",
  "service_disabled",
  "suspended",
  "billing_disabled",
  "spend_cap",
];
const modelChoices = [
  ...["ok", "slow", "cut", "hang", "empty", "refuse", "overloaded", "high_demand", "missing", "retired"],
  ...["internal", "bad_gateway_html", "exhausted_vaguely"],
];
const mild = new Set([
  "minute",
  "slow",
  "cut",
  "empty",
  "refuse",
  "overloaded",
  "high_demand",
  "exhausted_vaguely",
]);
const gravity = (state) => (state === "ok" ? "" : mild.has(state) ? "warn" : "bad");

let showAll = false;

export function setUpPanel() {
  byId("all-models").onclick = () => {
    showAll = !showAll;
    showPanel();
  };
}

const set = (what, body) => control("PUT", `gemini/${what}`, body).catch((error) => toast(error.message));
const stateOf = (thing) =>
  thing.state !== "ok" ? thing.state : (Object.keys(manners).find((name) => manners[name][1](thing)) ?? "ok");
const change = (choice) =>
  manners[choice] ? { ...calm, state: "ok", ...manners[choice][0] } : { ...calm, state: choice };

function projectState({ state, quotas }) {
  if (state !== "ok") return state;
  const talking = store.state.gemini.models
    .filter(({ talks }) => talks)
    .map(({ name }) => quotas[name]?.spent);
  return ["day", "minute"].find((spent) => talking.every((each) => each === spent)) ?? "ok";
}

function setProject(id, choice) {
  const spent = choice === "minute" || choice === "day" ? choice : null;
  set("projects", { [id]: { state: spent ? "ok" : choice } });
  set("quotas", { projects: { [id]: { "*": { spent } } } });
}

function chooser(choices, state, name, onchange) {
  const options = choices.map((choice) =>
    make("option", { value: choice, selected: choice === state }, word(choice)),
  );
  return make(
    "select",
    { class: gravity(state), "aria-label": name, onchange: ({ target }) => onchange(target.value) },
    ...options,
  );
}

export function showPanel() {
  if (document.activeElement?.closest(".panel select")) {
    // Do not redraw while a select is open; it is redrawn when it loses focus.
    document.activeElement.onblur = showPanel;
    if (document.activeElement.matches(":open")) return;
  }
  const focused = document.activeElement?.getAttribute("aria-label");
  const { projects, keys, models } = store.state.gemini;
  byId("keys").replaceChildren(...projects.map((project) => projectElement(project, keys)));
  const active = ({ name, state, perDay, perMinute }) =>
    perDay !== null ||
    perMinute !== null ||
    state !== "ok" ||
    projects.some(({ quotas }) => quotas[name]?.dayUsed > 0);
  const talking = models.filter(({ talks }) => talks);
  const few = talking.filter(active);
  const shown = showAll || few.length === 0 ? talking : few;
  byId("models").replaceChildren(...shown.map((model) => modelElement(model, projects)));
  byId("all-models").textContent = word(showAll ? "few" : "all");
  if (focused) document.querySelector(`.panel select[aria-label="${CSS.escape(focused)}"]`)?.focus();
}

function projectElement(project, keys) {
  const state = projectState(project);
  return make(
    "div",
    { class: "project" },
    make(
      "header",
      {},
      make("span", { class: `light ${gravity(state)}` }),
      make("b", {}, project.id),
      make("small", {}, `${word("project")} ${project.number}`),
      chooser(projectChoices, state, project.id, (choice) => setProject(project.id, choice)),
    ),
    ...keys.filter((key) => key.project === project.id).map(keyElement),
  );
}

function keyElement(key) {
  const state = stateOf(key);
  return make(
    "div",
    { class: "line" },
    make("span", { class: `light ${gravity(state)}` }),
    make(
      "div",
      { class: "what" },
      make("b", {}, key.label || key.key),
      make("code", { title: key.key }, `${key.key.slice(0, 3)}…${key.key.slice(-4)}`),
    ),
    chooser(keyChoices, state, key.label || key.key, (choice) => set("keys", { [key.key]: change(choice) })),
  );
}

function modelElement(model, projects) {
  const state = stateOf(model);
  return make(
    "div",
    { class: "line" },
    make("span", { class: `light ${gravity(state)}` }),
    make("div", { class: "what" }, make("b", {}, model.name)),
    chooser(modelChoices, state, model.name, (choice) => set("models", { [model.name]: change(choice) })),
    make("div", { class: "quotas" }, ...projects.map((project) => quotaElement(project, model))),
  );
}

function quotaElement(project, model) {
  const { dayUsed = 0, perDay = model.perDay, spent = null } = project.quotas[model.name] ?? {};
  const used = spent ? 100 : perDay ? Math.min(100, (dayUsed / perDay) * 100) : 0;
  const next = { null: "minute", minute: "day", day: null }[spent];
  const text = spent ? word(`${spent}Spent`) : `${dayUsed}${perDay ? ` / ${perDay}` : ""} ${word("today")}`;
  return make(
    "button",
    {
      type: "button",
      class: spent ? `quota spent ${spent}` : "quota",
      "--used": `${used}%`,
      onclick: () => set("quotas", { projects: { [project.id]: { [model.name]: { spent: next } } } }),
    },
    make("b", {}, project.id),
    text,
    make("i"),
  );
}
