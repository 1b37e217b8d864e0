// Which parks an admin's edit of a key ends: those whose cause the edit may have removed.
import { pairsOf, projectOf } from "../scopes.ts";
import type { ErrorClass, Key, Park } from "../types.ts";

/** Faults of a project that one sets right by hand; its quotas come back by Google's clock alone. */
const mendable = new Set<ErrorClass>(["no_entitlement", "spend_cap", "project_blocked"]);

/** @returns whether replacing or editing `key` ends the park. */
export function endsWithEdit(park: Pick<Park, "scope" | "id" | "class">, key: Key): boolean {
  const project = projectOf(key);
  switch (park.scope) {
    case "key":
      return park.id === key.id;
    case "key_model":
      return park.id.startsWith(pairsOf(key.id));
    case "project":
      return park.id === project && mendable.has(park.class);
    case "project_model":
      return park.id.startsWith(pairsOf(project)) && mendable.has(park.class);
    default:
      return false;
  }
}
