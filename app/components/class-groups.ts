// Which classes take each other's place, as tailwind-merge needs to know: those kinds that this project uses. Its own list of
// all of Tailwind is three times as large as the rest of it. A class of another kind makes class-groups.test.ts fail.
import type { createTailwindMerge } from "tailwind-merge";

type Config = ReturnType<Parameters<typeof createTailwindMerge>[0]>;

const any = () => true;
/** "" is the bare class, for instance `border`. */
const width = ["", (value: string) => !Number.isNaN(Number(value))];
const edges = ["start", "end", "center", "stretch", "baseline"];
const spread = [...edges, "between", "around", "evenly"];
const sizes = ["12", "13", "14", "16", "20", "28", "base", "sm", "xs", "lg", "xl"];
const lines = ["solid", "dashed", "dotted", "none"];

/** A group of classes with one prefix each: `prefixed("p", "px")` is padding and horizontal padding. */
const prefixed = (...prefixes: string[]) =>
  Object.fromEntries(prefixes.map((prefix) => [prefix, [{ [prefix]: ["", any] }]]));

/** What covers what: all sides, two sides, one. */
const sided = (prefix: string, separator = "") => {
  const on = (side: string) => `${prefix}${separator}${side}`;
  return {
    [prefix]: ["x", "y", "t", "r", "b", "l"].map(on),
    [on("x")]: [on("r"), on("l")],
    [on("y")]: [on("t"), on("b")],
  };
};

export const classGroups: Config = {
  cacheSize: 500,
  prefix: undefined,
  theme: {},
  orderSensitiveModifiers: [
    "before",
    "after",
    "*",
    "**",
    "file",
    "first-letter",
    "first-line",
    "marker",
    "placeholder",
    "selection",
    "backdrop",
    "details-content",
  ],
  conflictingClassGroupModifiers: {},
  conflictingClassGroups: {
    ...sided("p"),
    ...sided("m"),
    inset: ["inset-x", "inset-y", "top", "right", "bottom", "left"],
    "inset-x": ["right", "left"],
    "inset-y": ["top", "bottom"],
    size: ["w", "h"],
    gap: ["gap-x", "gap-y"],
    flex: ["basis", "grow", "shrink"],
    overflow: ["overflow-x", "overflow-y"],
    "font-size": ["leading"],
    rounded: [
      "rounded-t",
      "rounded-b",
      "rounded-r",
      "rounded-l",
      "rounded-br",
      "rounded-bl",
      "rounded-tr",
      "rounded-tl",
    ],
    "rounded-t": ["rounded-tl", "rounded-tr"],
    "rounded-b": ["rounded-bl", "rounded-br"],
    "rounded-r": ["rounded-tr", "rounded-br"],
    "rounded-l": ["rounded-tl", "rounded-bl"],
    "border-w": ["border-w-x", "border-w-y", "border-w-t", "border-w-r", "border-w-b", "border-w-l"],
    "border-w-x": ["border-w-r", "border-w-l"],
    "border-w-y": ["border-w-t", "border-w-b"],
    "line-clamp": ["display", "overflow"],
    touch: [],
  },
  classGroups: {
    display: [
      "block",
      "inline-block",
      "inline",
      "flex",
      "inline-flex",
      "grid",
      "inline-grid",
      "contents",
      "hidden",
      "table",
    ],
    sr: ["sr-only", "not-sr-only"],
    position: ["static", "fixed", "absolute", "relative", "sticky"],
    visibility: ["visible", "invisible", "collapse"],
    ...prefixed("inset", "inset-x", "inset-y", "top", "right", "bottom", "left", "z"),
    ...prefixed("p", "px", "py", "pt", "pr", "pb", "pl", "m", "mx", "my", "mt", "mr", "mb", "ml"),
    ...prefixed("size", "w", "min-w", "max-w", "h", "min-h", "max-h"),
    "flex-direction": [{ flex: ["row", "row-reverse", "col", "col-reverse"] }],
    "flex-wrap": [{ flex: ["wrap", "nowrap", "wrap-reverse"] }],
    flex: [{ flex: [any] }],
    ...prefixed(
      "grow",
      "shrink",
      "basis",
      "order",
      "grid-cols",
      "grid-rows",
      "auto-cols",
      "auto-rows",
      "grid-flow",
    ),
    "col-start-end": [{ col: [any] }],
    "row-start-end": [{ row: ["auto", { span: [any] }] }],
    ...prefixed("col-start", "col-end", "row-start", "row-end"),
    ...prefixed("gap", "gap-x", "gap-y", "space-x", "space-y"),
    "justify-content": [{ justify: [...spread, "normal"] }],
    "align-items": [{ items: edges }],
    "align-self": [{ self: ["auto", ...edges] }],
    "justify-self": [{ "justify-self": [any] }],
    "place-items": [{ "place-items": [any] }],
    "place-content": [{ "place-content": [any] }],
    "font-size": [{ text: sizes }],
    "text-alignment": [{ text: ["left", "center", "right", "justify", "start", "end"] }],
    "text-wrap": [{ text: ["wrap", "nowrap", "balance", "pretty"] }],
    "text-overflow": ["truncate", "text-ellipsis", "text-clip"],
    "text-color": [{ text: [any] }],
    "text-transform": ["uppercase", "lowercase", "capitalize", "normal-case"],
    "text-decoration": ["underline", "line-through", "no-underline"],
    "text-decoration-color": [{ decoration: [any] }],
    ...prefixed("underline-offset", "leading", "tracking", "whitespace", "align", "line-clamp", "wrap"),
    break: [{ break: ["normal", "all", "keep", "words"] }],
    "font-weight": [{ font: ["normal", "medium", "semibold", "bold"] }],
    "font-style": ["italic", "not-italic"],
    "field-sizing": [{ "field-sizing": ["fixed", "content"] }],
    "font-family": [{ font: [any] }],
    "numeric-spacing": ["tabular-nums", "proportional-nums"],
    "bg-color": [{ bg: [any] }],
    ...prefixed(
      "rounded",
      "rounded-t",
      "rounded-b",
      "rounded-r",
      "rounded-l",
      "rounded-tl",
      "rounded-tr",
      "rounded-bl",
      "rounded-br",
      "opacity",
      "shadow",
      "fill",
      "stroke",
      "accent",
    ),
    "border-style": [{ border: lines }],
    "border-collapse": [{ border: ["collapse", "separate"] }],
    ...Object.fromEntries(
      ["x", "y", "t", "r", "b", "l"].flatMap((side) => [
        [`border-w-${side}`, [{ [`border-${side}`]: width }]],
        [`border-color-${side}`, [{ [`border-${side}`]: [any] }]],
      ]),
    ),
    "border-spacing": [{ "border-spacing": [any] }],
    "border-w": [{ border: width }],
    "border-color": [{ border: [any] }],
    "divide-x": [{ "divide-x": width }],
    "divide-y": [{ "divide-y": width }],
    "divide-color": [{ divide: [any] }],
    "ring-w": [{ ring: width }],
    "ring-offset-w": [{ "ring-offset": width }],
    "ring-offset-color": [{ "ring-offset": [any] }],
    "ring-color": [{ ring: [any] }],
    "outline-style": [{ outline: ["", "none", "hidden", "dashed"] }],
    "outline-offset": [{ "outline-offset": [any] }],
    "outline-w": [{ outline: width }],
    "outline-color": [{ outline: [any] }],
    "backdrop-blur": [{ "backdrop-blur": ["", any] }],
    ...prefixed("transition", "duration", "ease", "delay", "animate", "rotate", "scale", "origin"),
    ...prefixed("translate", "translate-x", "translate-y"),
    ...prefixed("cursor", "pointer-events", "resize", "select", "appearance", "touch", "content"),
    ...prefixed("overflow", "overflow-x", "overflow-y", "overscroll", "scroll-mt", "object", "aspect"),
    "list-style": [{ list: [any] }],
    isolation: ["isolate", "isolation-auto"],
  },
};
