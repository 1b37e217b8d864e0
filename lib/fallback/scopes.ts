// The ids of scopes: the one place that spells them, for the engine, the store and the pages.
//
// key `<keyId>`; project `<projectId>`; project_model `<projectId>/<model>`; key_model `<keyId>/<model>`; model
// `*/<model>` where it holds for everyone (overloaded), `<owner>/<model>` where only for one owner's projects
// (retired for them); egress `egress`, which each board replaces by the name of its machine.
import type { Candidate, Key, Scope } from "./types.ts";

/** The fields of a candidate that its scopes depend on. */
type Covered = Pick<Candidate, "model" | "owner" | "project"> & { readonly key: Pick<Key, "id"> };

/** Names one scope, for the board, the store and the pages. */
export interface ScopeId {
  readonly scope: Scope;
  readonly id: string;
}

/** Key of a scope in maps and sets. */
export const nameOf = ({ scope, id }: ScopeId): string => `${scope} ${id}`;

/** Id of the project that a key of unknown project counts as: its own. */
export const ownProjectOf = (keyId: string): string => `key:${keyId}`;

/** Id of the key's project. @param key `project` null: unknown */
export function projectOf(key: { readonly id: string; readonly project: string | null }): string {
  return key.project ?? ownProjectOf(key.id);
}

/** Id of a `project_model` or `key_model` scope. @param whose id of the project or key */
export const pairOf = (whose: string, model: string): string => `${whose}/${model}`;

/** Prefix of the ids of all `project_model` (or `key_model`) scopes of a project (or key). */
export const pairsOf = (whose: string): string => `${whose}/`;

/** The scope of this kind that covers the candidate. @returns `owner` null: it holds for every owner (model, egress) */
export function scopeOf(
  scope: Scope,
  { model, key, owner, project }: Covered,
): ScopeId & { readonly owner: string | null } {
  switch (scope) {
    case "key":
      return { scope, id: key.id, owner };
    case "project":
      return { scope, id: project, owner };
    case "project_model":
      return { scope, id: pairOf(project, model), owner };
    case "key_model":
      return { scope, id: pairOf(key.id, model), owner };
    case "model":
      return { scope, id: pairOf("*", model), owner: null };
    case "egress":
      return { scope, id: "egress", owner: null };
  }
}

/** The scope of the candidate's model for its owner alone. */
export function ownModelOf({ owner, model }: Pick<Candidate, "owner" | "model">): ScopeId & {
  readonly owner: string;
} {
  return { scope: "model", id: pairOf(owner, model), owner };
}

/** Every scope that covers the candidate, the narrowest first; `owner` null: shared with other owners. */
export function scopesOf(candidate: Covered): (ScopeId & { readonly owner: string | null })[] {
  return [
    scopeOf("key_model", candidate),
    scopeOf("project_model", candidate),
    scopeOf("key", candidate),
    scopeOf("project", candidate),
    scopeOf("model", candidate),
    ownModelOf(candidate),
    scopeOf("egress", candidate),
  ];
}
