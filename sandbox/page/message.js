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
    forwarded(message),
    quote(message.reply_to_message, message.quote),
    media(message),
    kind(message),
    body(message),
    rich(message),
    meta(message),
    buttons(message),
    reactions(message),
    message.message_id ? actions(message, mine) : null,
  );
  return element;
}

function quote(message, part) {
  return message && make("span", { class: "quote" }, part?.text ?? message.text ?? message.caption ?? "…");
}

function forwarded({ forward_origin: origin }) {
  if (!origin) return null;
  const { sender_user, sender_user_name, sender_chat, chat } = origin;
  const name = sender_user?.first_name ?? sender_user_name ?? sender_chat?.title ?? chat?.title ?? "";
  return make("span", { class: "author" }, `${word("forwarded")} ${name}`);
}

/** What is neither text nor a file. */
function kind({ sticker, venue, location, contact, dice, poll }) {
  if (sticker) return make("span", { class: "big" }, sticker.emoji ?? "▧");
  if (dice) return make("span", { class: "big" }, `${dice.emoji} ${dice.value}`);
  const at = venue?.location ?? location;
  const place = at && `${at.latitude.toFixed(4)}, ${at.longitude.toFixed(4)}`;
  const lines = venue
    ? [venue.title, `${venue.address} · ${place}`]
    : location
      ? ["📍", place]
      : contact
        ? [[contact.first_name, contact.last_name].filter(Boolean).join(" "), contact.phone_number]
        : poll
          ? [poll.question, ...poll.options.map(({ text }) => `○ ${text}`)]
          : null;
  if (!lines) return null;
  const [first, ...others] = lines;
  return make(
    "span",
    { class: "body" },
    make("b", {}, first),
    ...others.flatMap((line) => [make("br"), line]),
  );
}

function body({ text, entities, caption, caption_entities }) {
  const written = text ?? caption;
  if (!written) return null;
  return make("span", { class: "body" }, ...render(written, entities ?? caption_entities, sendText));
}

/** A text of a rich message, with what is marked in it. */
function richText(text) {
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap(richText);
  if (!text) return [];
  const tag = { bold: "b", italic: "i", strikethrough: "s", code: "code", url: "a" }[text.type] ?? "span";
  const link = text.type === "url" ? { href: text.url, target: "_blank", rel: "noopener" } : {};
  return [make(tag, link, ...richText(text.text))];
}

function richBlock(block) {
  const inside = (of) => (of ?? []).map(richBlock);
  switch (block.type) {
    case "table":
      return make(
        "table",
        {},
        ...block.cells.map((row) =>
          make(
            "tr",
            {},
            ...row.map(({ text, is_header, align }) =>
              make(is_header ? "th" : "td", { class: align }, ...richText(text)),
            ),
          ),
        ),
      );
    case "list":
      return make("ul", {}, ...block.items.map(({ blocks }) => make("li", {}, ...inside(blocks))));
    case "blockquote":
      return make("blockquote", {}, ...inside(block.blocks));
    case "divider":
      return make("hr");
    case "pre":
      return make("pre", {}, ...richText(block.text));
    default:
      return make(block.type === "heading" ? "h4" : "p", {}, ...richText(block.text));
  }
}

const rich = ({ rich_message }) =>
  rich_message ? make("div", { class: "rich" }, ...rich_message.blocks.map(richBlock)) : null;

function meta({ date, edit_date, edits }) {
  if (!date) return null;
  const time = new Date(date * 1000).toTimeString().slice(0, 5);
  const title = edits > 0 ? `${edits} ×` : undefined;
  return make("span", { class: "meta", title }, edit_date ? `${word("edited")} ${time}` : time);
}

function media({ photo, voice, audio, document: file, video, video_note, animation }) {
  if (photo) return make("img", { src: fileUrl(photo.at(-1)), alt: "", loading: "lazy" });
  if (voice || audio)
    return make("audio", { src: fileUrl(voice ?? audio), controls: true, preload: "metadata" });
  const moving = video ?? video_note ?? animation;
  if (moving && !moving.file_name)
    return make("video", { src: fileUrl(moving), controls: true, preload: "metadata", class: "moving" });
  const other = file ?? moving;
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

function markedIn(message) {
  const marked = String(getSelection()).trim();
  return marked && (message.text ?? message.caption ?? "").includes(marked) ? marked : "";
}

const sentBy = ({ from, date }) => ({ type: "user", sender_user: from, date });

/** Sends the message into this chat again, as its author's. */
const forward = ({ text, caption, photo, voice, audio, video, document: file, from, date, forward_origin }) =>
  act("messages", {
    ...(text && { text }),
    ...(caption && { caption }),
    forward_origin: forward_origin ?? sentBy({ from, date }),
    extra: Object.fromEntries(
      Object.entries({ photo, voice, audio, video, document: file }).filter(([, value]) => value),
    ),
  });

function actions(message, mine) {
  const button = (name, sign, editing) =>
    make(
      "button",
      {
        type: "button",
        title: word(name),
        "aria-label": word(name),
        // What is marked in the message is quoted.
        onclick: () => answerTo(message, editing, editing ? "" : markedIn(message)),
      },
      sign,
    );
  return make(
    "span",
    { class: "acts" },
    ...(message.out && !store.business ? thumbs.map((emoji) => reactionButton(message, emoji)) : []),
    button("reply", "↰", false),
    make(
      "button",
      {
        type: "button",
        title: word("forward"),
        "aria-label": word("forward"),
        onclick: () => forward(message),
      },
      "⤳",
    ),
    mine && (message.text || message.photo || message.document) ? button("edit", "✎", true) : null,
  );
}
