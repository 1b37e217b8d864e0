import { byId, make, toast } from "./api.js";
import { showCalls, watchCalls } from "./calls.js";
import { refreshChat, showChat } from "./chat.js";
import { setUpComposer, showComposer } from "./composer.js";
import { createBot, createKey, createManagedBot } from "./create.js";
import { setUpPanel, showPanel } from "./panel.js";
import { onChange, proposed, refresh, store, wanted } from "./store.js";
import { showWho } from "./who.js";
import { currentLanguage, languageNames, speak, word } from "./words.js";

function showAll() {
  if (!store.state) return;
  const { dashboard } = store.state;
  byId("dashboard").hidden = !dashboard;
  if (dashboard) byId("dashboard").href = dashboard;
  showWho();
  showChat();
  showComposer();
  showPanel();
}

function setLanguage(language) {
  speak(language);
  byId("languages").replaceChildren(
    ...languageNames.map((name) =>
      make(
        "button",
        { type: "button", "aria-pressed": String(name === language), onclick: () => setLanguage(name) },
        name,
      ),
    ),
  );
  setView(document.body.dataset.view);
  say(!byId("live").classList.contains("off"));
  showAll();
  showCalls();
}

function setView(view) {
  document.body.dataset.view = view;
  byId("tabs").replaceChildren(
    ...["chat", "switches", "calls"].map((name) =>
      make(
        "button",
        { type: "button", "aria-pressed": String(name === view), onclick: () => setView(name) },
        word(name),
      ),
    ),
  );
}

/** Runs one refresh at a time, and one more after it if an event arrived meanwhile. */
function soon(work) {
  let state = "idle";
  return async function run() {
    if (state !== "idle") {
      state = "again";
      return;
    }
    state = "busy";
    await work().catch(() => {});
    const again = state === "again";
    state = "idle";
    if (again) run();
  };
}

const refreshSoon = soon(refresh);
const chatSoon = soon(refreshChat);

function say(on) {
  byId("live").classList.toggle("off", !on);
  byId("live").textContent = word(on ? "live" : "lost");
}

function watch() {
  const source = new EventSource("/control/events");
  source.onopen = () => {
    say(true);
    refreshSoon();
    chatSoon();
  };
  source.onerror = () => say(false);
  source.onmessage = (message) => {
    const { type, data } = JSON.parse(message.data);
    if (type === "chat" && data.bot === store.bot) chatSoon();
    if (type === "callback" && data.bot === store.bot && data.text) toast(data.text);
    if (type === "bots" || type === "gemini settings") refreshSoon();
    if (type === "gemini" || type === "telegram") watchCalls(type, data);
    if (type === "gemini" && data.status !== null) refreshSoon();
  };
}

setLanguage(currentLanguage());
setUpComposer();
setUpPanel();
onChange(showAll);
byId("new-bot").onclick = createBot;
byId("new-key").onclick = createKey;
if (wanted === "bot") createBot();
if (wanted === "key") createKey();
if (proposed) refresh().then(() => createManagedBot(proposed));
watch();
// Starting or stopping to poll emits no event.
setInterval(refreshSoon, 4000);
