// Which parks an admin's edit of a key ends: those whose cause the edit may have fixed.
import { meanings } from "../classes.ts";
import { pairsOf, projectOf } from "../scopes.ts";
import type { Key, Park } from "../types.ts";

/** Whether replacing or editing `key` ends the park. */
export function endsWithEdit(park: Pick<Park, "scope" | "id" | "class">, key: Key): boolean {
  const project = projectOf(key);
  switch (park.scope) {
    case "key":
      return park.id === key.id;
    case "key_model":
      return park.id.startsWith(pairsOf(key.id));
    case "project":
      return park.id === project && meanings[park.class].endsWithEdit === true;
    case "project_model":
      return park.id.startsWith(pairsOf(project)) && meanings[park.class].endsWithEdit === true;
    default:
      return false;
  }
}
