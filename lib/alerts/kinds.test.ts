import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import type { AlertKind } from "#generated/enums.ts";
import { can } from "../people/can.ts";
import { alertKinds, demandOf, kinds, kindsFor, rankOf } from "./kinds.ts";

/** By the first cell: how urgent docs/alerts.md says that it is, whom it is told, and its page. */
const documented = new Map(
  readFileSync("docs/alerts.md", "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, kind, when, urgent, page] = line.split("|").map((cell) => cell.trim());
      const [, name] = /^`(\w+)`$/.exec(kind ?? "") ?? [];
      return name ? [[name, { when: when ?? "", urgent, page }] as const] : [];
    }),
);

const cause = (facts: object = {}) => ({ subject: "7", facts: { name: "n", ...facts } });
const pageNames: Record<string, string> = {
  keys: "Keys",
  "keys#key=7": "Keys",
  models: "Models",
  "bots/7": "the bot",
  "/": "overview",
  "/account": "Account",
};

test("each kind is as urgent as the documents say, is told those whom they name, and is mended on the page that they name", () => {
  assert.deepEqual([...documented.keys()].sort(), [...alertKinds].sort());
  for (const kind of alertKinds) {
    const { severity, of, page } = kinds[kind];
    const said = documented.get(kind);
    assert.equal(severity, said?.urgent === "yes" ? "critical" : "warning", kind);
    const whom = /to platform admins/i.test(said?.when ?? "")
      ? "platform"
      : /to that person/.test(said?.when ?? "")
        ? "person"
        : "tenant";
    assert.equal(of, whom, kind);
    if (kind !== "bot_silent") assert.equal(pageNames[page(cause())], said?.page, kind);
  }
  const { page } = kinds.bot_silent;
  for (const [reason, expected] of [
    ["token_unreadable", "bots/7"],
    ["models_gone", "models"],
    ["models_denied", "models"],
    ["no_model", "models"],
    ["no_key", "keys"],
    ["limits", "keys"],
  ] as const)
    assert.equal(page(cause({ reason })), expected, reason);
});

test("whoever manages the workspace is told of every kind; an operator of none that names keys, projects or models", () => {
  for (const role of ["owner", "admin"] as const) assert.deepEqual(kindsFor(role), alertKinds);
  const isNamed = (kind: AlertKind) => ["key", "project", "model"].includes(kinds[kind].subject);
  assert.deepEqual(
    kindsFor("operator"),
    alertKinds.filter((kind) => !isNamed(kind)),
  );
});

test("who is told of a kind of the workspace and manages it may open its page; of a key that the platform lends, its admins", () => {
  for (const kind of alertKinds) {
    const demand = demandOf({ kind, facts: { name: "n" } });
    assert.equal(demand === null, kinds[kind].of !== "tenant", kind);
    assert.ok(demand === null || can("admin", demand), kind);
    assert.equal(demandOf({ kind, facts: { name: "n", lent: true } }), null);
  }
});

test("in a message what is urgent comes before what is not", () => {
  const ranked = alertKinds.toSorted((a, b) => rankOf(a) - rankOf(b));
  assert.equal(ranked[0], "bot_silent");
  const firstWarning = ranked.findIndex((kind) => kinds[kind].severity === "warning");
  assert.ok(ranked.slice(firstWarning).every((kind) => kinds[kind].severity === "warning"));
});
