// Renders one message of the chat.
import { act, sendText } from "./act.js";
import { make } from "./api.js";
import { answerTo } from "./composer.js";
import { render } from "./entities.js";
import { store } from "./store.js";
import { word } from "./words.js";

const fileUrl = (file) => `/control/telegram/files/${file.file_id}`;
const sizeOf = (bytes) =>
  bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;

export function messageElement(message) {
  // What the bot writes as the shop stands on the shop's side.
  const mine = (store.business || !message.out) && message.from?.id === store.person;
  const author =
    message.out || mine ? null : make("span", { class: "author" }, message.from?.first_name ?? "");
  const element = make(
    "li",
    { class: mine ? "message mine" : "message" },
    store.group ? author : null,
    message.sender_business_bot ? make("span", { class: "author" }, word("byBot")) : null,
    quote(message.reply_to_message),
    media(message),
    body(message),
    meta(message),
    buttons(message),
    reactions(message),
    message.message_id ? actions(message, mine) : null,
  );
  return element;
}

function quote(message) {
  return message && make("span", { class: "quote" }, message.text ?? message.caption ?? "…");
}

function body({ text, entities, caption, caption_entities }) {
  const written = text ?? caption;
  if (!written) return null;
  return make("span", { class: "body" }, ...render(written, entities ?? caption_entities, sendText));
}

function meta({ date, edit_date, edits }) {
  if (!date) return null;
  const time = new Date(date * 1000).toTimeString().slice(0, 5);
  const title = edits > 0 ? `${edits} ×` : undefined;
  return make("span", { class: "meta", title }, edit_date ? `${word("edited")} ${time}` : time);
}

function media({ photo, voice, audio, document: file, video }) {
  if (photo) return make("img", { src: fileUrl(photo.at(-1)), alt: "", loading: "lazy" });
  if (voice || audio)
    return make("audio", { src: fileUrl(voice ?? audio), controls: true, preload: "metadata" });
  const other = file ?? video;
  if (!other) return null;
  const extension = /\.(\w{1,4})$/.exec(other.file_name ?? "")?.[1] ?? "file";
  return make(
    "a",
    { class: "attached", href: fileUrl(other), download: other.file_name ?? "file" },
    make("span", { class: "badge" }, extension.toUpperCase()),
    make("span", {}, make("b", {}, other.file_name ?? "file"), make("br"), sizeOf(other.file_size)),
  );
}

function buttons({ reply_markup, message_id }) {
  const rows = reply_markup?.inline_keyboard;
  if (!rows) return null;
  return make(
    "div",
    { class: "buttons" },
    ...rows.map((row) =>
      make(
        "div",
        {},
        ...row.map(({ text, url, callback_data }) =>
          make(
            "button",
            {
              type: "button",
              onclick: () =>
                url
                  ? window.open(url, "_blank", "noopener")
                  : act("buttons", { message_id, data: callback_data }),
            },
            text,
          ),
        ),
      ),
    ),
  );
}

const thumbs = ["👍", "👎"];
const ownTo = ({ reactions }) => reactions?.[store.person] ?? [];

/** A tap sets the reaction, another one removes it; as in Telegram, one person has one. */
const react = (message, emoji) =>
  act("reactions", {
    message_id: message.message_id,
    emoji: ownTo(message).includes(emoji) ? [] : [emoji],
  });

/** Whose reactions are under the message; one's own are marked. */
function reactions(message) {
  const all = Object.values(message.reactions ?? {}).flat();
  if (all.length === 0) return null;
  return make(
    "span",
    { class: "reactions" },
    ...[...new Set(all)].map((emoji) =>
      make(
        "button",
        {
          type: "button",
          "aria-pressed": String(ownTo(message).includes(emoji)),
          onclick: () => react(message, emoji),
        },
        `${emoji} ${all.filter((each) => each === emoji).length}`,
      ),
    ),
  );
}

function reactionButton(message, emoji) {
  const title = `${word("react")} ${emoji}`;
  return make(
    "button",
    { type: "button", title, "aria-label": title, onclick: () => react(message, emoji) },
    emoji,
  );
}

function actions(message, mine) {
  const button = (name, sign, editing) =>
    make(
      "button",
      {
        type: "button",
        title: word(name),
        "aria-label": word(name),
        onclick: () => answerTo(message, editing),
      },
      sign,
    );
  return make(
    "span",
    { class: "acts" },
    ...(message.out && !store.business ? thumbs.map((emoji) => reactionButton(message, emoji)) : []),
    button("reply", "↰", false),
    mine && message.text ? button("edit", "✎", true) : null,
  );
}
