// Renders Telegram entities as HTML elements. Offsets are UTF-16 code units, as in JavaScript strings.
import { make } from "./api.js";

const tags = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};

/** The text as nodes; `onCommand` is called with a /command that is clicked. */
export function render(text, entities = [], onCommand = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return inside(text, 0, text.length, sorted, onCommand);
}

function inside(text, from, to, entities, onCommand) {
  const nodes = [];
  let at = from;
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= to) continue;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const end = Math.min(to, entity.offset + entity.length);
    const within = entities
      .slice(index + 1)
      .filter(({ offset, length }) => offset < end && offset + length <= end);
    nodes.push(
      wrap(
        entity,
        text.slice(entity.offset, end),
        inside(text, entity.offset, end, within, onCommand),
        onCommand,
      ),
    );
    at = end;
    // A block element has its own line break.
    if (/^(pre|blockquote|expandable_blockquote)$/.test(entity.type) && text[at] === "\n") at++;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, text, children, onCommand) {
  switch (entity.type) {
    case "pre":
      return make("pre", { "data-language": entity.language }, make("code", {}, ...children));
    case "text_link":
    case "url":
      return make(
        "a",
        { href: entity.url ?? text, target: "_blank", rel: "noopener noreferrer" },
        ...children,
      );
    case "email":
      return make("a", { href: `mailto:${text}` }, ...children);
    case "bot_command":
      return make(
        "button",
        { type: "button", class: "command", onclick: () => onCommand(text) },
        ...children,
      );
    case "mention":
    case "hashtag":
    case "text_mention":
      return make("a", {}, ...children);
    case "spoiler":
      return make(
        "span",
        { class: "spoiler", onclick: (event) => event.currentTarget.classList.add("open") },
        ...children,
      );
    default:
      return make(tags[entity.type] ?? "span", {}, ...children);
  }
}
