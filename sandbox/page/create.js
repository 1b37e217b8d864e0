// The dialogs that create a bot or a key.
import { byId, control, make, toast } from "./api.js";
import { choose, currentPerson, refresh } from "./store.js";
import { word } from "./words.js";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const random = (length) =>
  Array.from(
    crypto.getRandomValues(new Uint32Array(length)),
    (value) => letters[value % letters.length],
  ).join("");

export function createBot() {
  const fields = { name: "Yordamchi", username: `yordamchi_${random(4).toLowerCase()}_bot` };
  ask(word("newBot"), word("newBotText"), fields, word("tokenIs"), async ({ name, username }) => {
    const token = `${7_400_000_000 + Math.floor(Math.random() * 9e8)}:AAsandbox${random(26)}`;
    await control("POST", "telegram/bots", { token, name, username });
    await refresh();
    choose({ bot: username });
    return token;
  });
}

/** The one tap at a link of the manager's: nothing is shown to be copied. */
export function createManagedBot({ manager, name, username }) {
  ask(word("newBot"), `${word("managedText")} @${manager}`, { name, username }, null, async (chosen) => {
    await control("POST", "telegram/managed-bots", { manager, user: currentPerson(), ...chosen });
    await refresh();
    choose({ bot: manager, group: false, business: false });
    return null;
  });
}

export function createKey() {
  ask(
    word("newKey"),
    word("newKeyText"),
    { label: "", project: "gamma" },
    word("keyIs"),
    async ({ label, project }) => {
      const key = `AQ.sandbox-${random(32)}`;
      await control("PUT", "gemini/keys", { [key]: { label, project: project || "gamma" } });
      return key;
    },
  );
}

/** Asks for the fields, creates the item and shows its secret. */
function ask(title, text, fields, secretTitle, create) {
  const dialog = byId("dialog");
  const inputs = Object.entries(fields).map(([name, value]) =>
    make("input", { name, value, autocomplete: "off" }),
  );
  const error = make("p", { class: "error", role: "alert" });
  const form = make(
    "form",
    { method: "dialog" },
    make("h3", {}, title.replace(/^\+ /, "")),
    make("p", {}, text),
    ...inputs.map((input) => make("label", {}, word(input.name), input)),
    error,
    row(
      make("button", { type: "button", onclick: () => dialog.close() }, word("close")),
      make("button", { class: "main" }, word("create")),
    ),
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const secret = await create(Object.fromEntries(inputs.map(({ name, value }) => [name, value.trim()])));
      if (secret === null) dialog.close();
      else showSecret(secretTitle, secret);
    } catch (problem) {
      error.textContent = problem.message;
    }
  };
  dialog.replaceChildren(form);
  dialog.showModal();
}

const row = (...buttons) => make("div", { class: "row" }, ...buttons);

function showSecret(title, secret) {
  const dialog = byId("dialog");
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    toast(word("copied"));
    dialog.close();
  };
  dialog.replaceChildren(
    make("h3", {}, title),
    make("code", {}, secret),
    row(
      make("button", { type: "button", onclick: () => dialog.close() }, word("close")),
      make("button", { type: "button", class: "main", onclick: copy }, word("copy")),
    ),
  );
}
