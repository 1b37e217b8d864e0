// Which of a message's entities Telegram keeps (tdlib/td, MessageEntity.cpp).
import type { Entity } from "./types.ts";

const styles = new Set(["bold", "italic", "underline", "strikethrough", "spoiler"]);
const quotes = new Set(["blockquote", "expandable_blockquote"]);
const code = new Set(["code", "pre"]);
const others = new Set([...code, "text_link", "text_mention", "custom_emoji"]);
const maxEntities = 100;

export const known = (type: string) => styles.has(type) || quotes.has(type) || others.has(type);

export const overlap = (a: Entity, b: Entity) =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;

const sorted = (entities: readonly Entity[]) =>
  entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);

/** Of entities that intersect or contain each other, the first. */
function apart(entities: readonly Entity[]): Entity[] {
  let end = 0;
  return sorted(entities).filter((entity) => {
    if (entity.offset < end) return false;
    end = entity.offset + entity.length;
    return true;
  });
}

/** Joins what overlaps or touches; the entities are of one type. */
function joined(entities: readonly Entity[]): Entity[] {
  const runs: Entity[] = [];
  for (const entity of sorted(entities)) {
    const last = runs.at(-1);
    const end = entity.offset + entity.length;
    if (last && entity.offset <= last.offset + last.length)
      last.length = Math.max(last.length, end - last.offset);
    else runs.push({ ...entity });
  }
  return runs;
}

/** Cuts out what is inside `holes`, which are apart and in order. */
function outside(entity: Entity, holes: readonly Entity[]): Entity[] {
  const pieces: Entity[] = [];
  const end = entity.offset + entity.length;
  let from = entity.offset;
  for (const hole of holes) {
    if (hole.offset >= end) break;
    if (hole.offset > from) pieces.push({ ...entity, offset: from, length: hole.offset - from });
    from = Math.max(from, hole.offset + hole.length);
  }
  if (from < end) pieces.push({ ...entity, offset: from, length: end - from });
  return pieces;
}

/**
 * Telegram refuses no overlap; it drops entities: links and code inside each other, quotes inside quotes, what crosses
 * a quote's border, styles inside code. Unlike Telegram, styles are not cut at the borders of other entities.
 */
export function withoutOverlaps(entities: readonly Entity[]): Entity[] {
  const blocks = apart(entities.filter(({ type }) => quotes.has(type)));
  const crosses = (a: Entity) =>
    blocks.some((b) => overlap(a, b) && (a.offset < b.offset || a.offset + a.length > b.offset + b.length));
  const solid = apart(entities.filter(({ type }) => others.has(type))).filter((each) => !crosses(each));
  const holes = solid.filter(({ type }) => code.has(type));
  const styled = [...styles].flatMap((style) =>
    joined(entities.filter(({ type }) => type === style)).flatMap((each) => outside(each, holes)),
  );
  return sorted([...blocks, ...solid, ...styled]);
}

/** Telegram stores at most 100: styles are dropped before others, later ones before earlier ones. */
export function atMost100(entities: readonly Entity[]): Entity[] {
  if (entities.length <= maxEntities) return [...entities];
  const isStyle = ({ type }: Entity) => styles.has(type);
  const first = [...entities.filter((each) => !isStyle(each)), ...entities.filter(isStyle)];
  return sorted(first.slice(0, maxEntities));
}
