import type { KeyView } from "#lib/keys/list.ts";

/** What is lost with a key: whether it is the last one, and the project that has no other key. Pure. */
export function lossOf(view: KeyView, keys: readonly KeyView[]): { last: boolean; project: string | null } {
  const others = keys.filter(({ id }) => id !== view.id);
  const left = others.some(({ project }) => project?.id === view.project?.id);
  return { last: others.length === 0, project: view.project && !left ? view.project.label : null };
}
