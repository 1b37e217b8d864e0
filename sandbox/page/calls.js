// The live list of calls to Gemini and the Bot API.
import { byId, control, make } from "./api.js";
import { word } from "./words.js";

const most = 60;
let source = "gemini";
/** Calls by number, newest last. */
const kept = { gemini: new Map(), telegram: new Map() };
const open = new Set();
let painting = false;

async function load() {
  for (const name of Object.keys(kept)) {
    const { calls } = await control("GET", `${name}/calls?limit=${most}`);
    for (const call of calls) kept[name].set(call.seq, call);
  }
  paint();
}

export function showCalls() {
  byId("sources").replaceChildren(
    ...["gemini", "telegram"].map((name) =>
      make(
        "button",
        {
          type: "button",
          "aria-pressed": String(name === source),
          onclick: () => {
            source = name;
            showCalls();
          },
        },
        name === "gemini" ? "Gemini" : "Telegram",
      ),
    ),
  );
  if (kept.gemini.size + kept.telegram.size === 0) load().catch(() => {});
  paint();
}

/** Adds or updates a call in the list. */
export function watchCalls(type, call) {
  const calls = kept[type];
  call.fresh = !calls.has(call.seq);
  calls.set(call.seq, call);
  if (calls.size > most) calls.delete(calls.keys().next().value);
  if (painting || type !== source) return;
  painting = true;
  requestAnimationFrame(() => {
    painting = false;
    paint();
  });
}

function paint() {
  const calls = [...kept[source].values()].reverse();
  byId("no-calls").hidden = calls.length > 0;
  byId("calls").replaceChildren(...calls.map(source === "gemini" ? geminiCall : telegramCall));
  for (const call of calls) call.fresh = false;
}

const gravity = (status, outcome) => {
  if (status === null) return "open";
  if (status === 429 || (status === 200 && outcome && outcome !== "ok")) return "warn";
  return status >= 200 && status < 300 ? "" : "bad";
};

function row(call, gravityName, main, small, side, under, details) {
  const id = `${source} ${call.seq}`;
  const status = call.status === null ? "···" : call.status || "—";
  const button = make(
    "button",
    {
      type: "button",
      class: "call",
      "aria-expanded": String(open.has(id)),
      onclick: () => {
        if (!open.delete(id)) open.add(id);
        paint();
      },
    },
    make("span", { class: `status ${gravityName}` }, String(status)),
    make("span", { class: "main" }, main, " ", make("small", {}, small)),
    make("span", { class: "side" }, side),
    under ? make("span", { class: "under" }, under) : null,
  );
  const shown = open.has(id) ? make("dl", { class: "detail" }, ...details.flatMap(detail)) : null;
  return make("li", { class: call.fresh ? "fresh" : "" }, button, shown);
}

const detail = ([name, value]) => (value ? [make("dt", {}, name), make("dd", {}, String(value))] : []);
const timeOf = ({ time }) => new Date(time).toTimeString().slice(0, 8);
const msOf = (ms) => (ms === null ? "" : ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

function geminiCall(call) {
  const { model, label, key, outcome, text, ms, method, contents, system, answer, aborted, status } = call;
  const name = label || (key ? `…${key.slice(-4)}` : "—");
  const happened = outcome && outcome !== "ok" ? outcome.replaceAll("_", " ") : "";
  return row(
    call,
    gravity(status, outcome),
    model || method,
    `· ${name}${happened ? ` · ${happened}` : ""}`,
    msOf(ms) || timeOf(call),
    text || (model ? method : ""),
    [
      [word("you"), text],
      [word("system"), system],
      [word("answer"), answer],
      [
        "",
        `${timeOf(call)} · ${method} · ${contents} ${word("history")}${aborted ? ` · ${word("hungUp")}` : ""}`,
      ],
    ],
  );
}

function telegramCall(call) {
  const { method, bot, params, error, status, ms } = call;
  const text = typeof params.text === "string" ? params.text : "";
  return row(call, gravity(status, null), method, `· @${bot}`, timeOf(call), error ?? text, [
    ["", JSON.stringify(params, null, 1)],
    ["", `${timeOf(call)} · ${msOf(ms)}`],
  ]);
}
