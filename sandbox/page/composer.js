// The composer: text, commands, files, voice; replies and edits.
import { act, actAtOnce, sendText } from "./act.js";
import { base64, byId, make, toast } from "./api.js";
import { currentBot, currentPerson, store } from "./store.js";
import { word } from "./words.js";

const icons = {
  attach:
    '<path d="m20 11.5-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.5-8.5a3.5 3.5 0 0 1 5 5l-8.4 8.4a1.7 1.7 0 0 1-2.5-2.5l7.7-7.7"/>',
  mic: '<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
  send: '<path d="M4 12 3 4.5 21 12 3 19.5 4 12Zm0 0h8" fill="currentColor" fill-opacity=".25"/>',
};

let target = null;
let recorder = null;
let shownFor = "";

export function setUpComposer() {
  for (const [name, path] of Object.entries(icons)) {
    byId(name).innerHTML =
      `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`;
  }
  const text = byId("text");
  text.oninput = () => {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
    showButtons();
  };
  text.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      byId("write").requestSubmit();
    }
    if (event.key === "Escape") answerTo(null, false);
  };
  byId("write").onsubmit = (event) => {
    event.preventDefault();
    send();
  };
  byId("attach").onclick = () => toggleKinds();
  byId("file").onchange = ({ target: { files } }) => sendFiles([...files]);
  byId("mic").onclick = record;
  byId("menu").onclick = () => toggleCommands();
  document.addEventListener("click", ({ target: clicked }) => {
    if (!clicked.closest("#commands, #menu, #attach")) byId("commands").hidden = true;
  });
}

/** Redraws labels and the command menu, and keeps the text being written. */
export function showComposer() {
  byId("text").placeholder = word("write");
  for (const [id, name] of Object.entries({ attach: "attach", mic: "record", send: "send" })) {
    byId(id).title = word(name);
    byId(id).ariaLabel = word(name);
  }
  byId("menu").hidden = commandsOf().length === 0;
  const chat = `${store.bot} ${store.person} ${store.group} ${store.business}`;
  if (chat !== shownFor) answerTo(null, false);
  shownFor = chat;
  showButtons();
}

function showButtons() {
  const written = byId("text").value.trim() !== "";
  byId("send").hidden = !written;
  byId("mic").hidden = written;
}

/** Sets the message that the next text replies to or edits; null for neither. */
export function answerTo(message, editing, quote = "") {
  if (target?.editing && !message) byId("text").value = "";
  target = message && { message, editing, quote };
  const bar = byId("answering");
  bar.hidden = !message;
  if (message) {
    const close = make(
      "button",
      { type: "button", "aria-label": word("close"), onclick: () => answerTo(null, false) },
      "✕",
    );
    const about = quote || message.text || message.caption || "…";
    bar.replaceChildren(editing ? "✎" : quote ? "❝" : "↰", make("span", {}, about), close);
    if (editing) byId("text").value = message.text ?? message.caption ?? "";
    byId("text").focus();
  }
  showButtons();
}

async function send() {
  const field = byId("text");
  const text = field.value.trim();
  if (!text || !currentBot()) return;
  const { message, editing, quote } = target ?? {};
  field.value = "";
  field.style.height = "auto";
  target = null;
  answerTo(null, false);
  const what = message?.caption !== undefined || hasFile(message) ? "caption" : "text";
  if (editing) await act("edits", { message_id: message.message_id, [what]: text });
  else if (message)
    await sendText(text, { reply_to_message_id: message.message_id, ...(quote && { quote }) });
  else await sendText(text);
}

const hasFile = (message) =>
  message && ["photo", "voice", "audio", "video", "document"].some((kind) => message[kind]);

/** As Telegram's programs send what is picked. */
const kindOfFile = ({ type }) =>
  /^image\/(jpeg|png|webp)/.test(type)
    ? "photo"
    : /^audio\/(ogg|webm)/.test(type)
      ? "voice"
      : /^audio\//.test(type)
        ? "audio"
        : /^video\//.test(type)
          ? "video"
          : "document";

/** Several at once are an album, up to ten; the words stand under the first. */
async function sendFiles(files) {
  const caption = byId("text").value.trim();
  byId("text").value = "";
  byId("file").value = "";
  showButtons();
  const album = files.length > 1 ? { media_group_id: String(Date.now()) } : {};
  const messages = await Promise.all(
    files.slice(0, 10).map(async (file, i) => ({
      [kindOfFile(file)]: {
        data: await base64(file),
        file_name: file.name,
        mime_type: file.type || "application/octet-stream",
      },
      ...(caption && i === 0 && { caption }),
      ...album,
    })),
  );
  await actAtOnce("messages", messages);
}

/** Made-up content of the kinds that people send beside text and files. */
const kinds = {
  location: () => ({ location: { latitude: 41.311081, longitude: 69.240562 } }),
  venue: () => ({
    venue: { title: "Chorsu bozori", address: "Toshkent", latitude: 41.32639, longitude: 69.23528 },
  }),
  contact: () => ({ contact: { phone_number: "+998901234567", first_name: "Ali", last_name: "Valiyev" } }),
  sticker: () => ({ sticker: "😂" }),
  dice: () => ({ dice: "🎲" }),
  poll: () => ({ poll: { question: word("pollQuestion"), options: word("pollOptions").split("/") } }),
};

function toggleKinds() {
  const menu = byId("commands");
  menu.hidden = !menu.hidden;
  const entry = (name, onclick) =>
    make(
      "button",
      {
        type: "button",
        onclick: () => {
          menu.hidden = true;
          onclick();
        },
      },
      make("span", {}, word(name)),
    );
  menu.replaceChildren(
    entry("file", () => byId("file").click()),
    ...Object.entries(kinds).map(([name, content]) => entry(name, () => act("messages", content()))),
  );
}

async function record() {
  if (recorder) {
    recorder.stop();
    return;
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const began = Date.now();
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    recorder.onstop = async () => {
      const type = recorder.mimeType.split(";")[0];
      recorder = null;
      byId("mic").classList.remove("recording");
      for (const track of stream.getTracks()) track.stop();
      const data = await base64(new Blob(pieces, { type }));
      const duration = Math.max(1, Math.round((Date.now() - began) / 1000));
      await act("messages", { voice: { data, mime_type: type, duration } });
    };
    recorder.start();
    byId("mic").classList.add("recording");
  } catch {
    toast(word("noMicrophone"));
  }
}

/** The command menu for this person: like Telegram, the narrowest scope and the person's language first. */
function commandsOf() {
  const bot = store.business ? null : currentBot();
  const language = currentPerson()?.language_code ?? "";
  const own = store.group ? [] : [`chat ${currentPerson()?.id ?? ""} `];
  const scopes = [
    ...own,
    ...[store.group ? "all_group_chats" : "all_private_chats", "default"].map((scope) => `${scope}  `),
  ];
  for (const scope of scopes)
    for (const key of [`${scope} ${language}`, `${scope} `]) {
      const commands = bot?.commands[key];
      if (commands?.length > 0) return commands;
    }
  return [];
}

function toggleCommands() {
  const menu = byId("commands");
  menu.hidden = !menu.hidden;
  menu.replaceChildren(
    ...commandsOf().map(({ command, description }) =>
      make(
        "button",
        {
          type: "button",
          onclick: () => {
            menu.hidden = true;
            sendText(store.group ? `/${command}@${store.bot}` : `/${command}`);
          },
        },
        make("b", {}, `/${command}`),
        make("span", {}, description),
      ),
    ),
  );
}
