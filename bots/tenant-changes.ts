// In this process: what it has just written of a tenant, for the alerts that depend on it.
type Listener = (tenantId: string) => void;

const listeners = new Set<Listener>();

/** To be called after it is written. */
export function tenantChanged(tenantId: string): void {
  for (const listener of listeners) listener(tenantId);
}

/** @returns a function that removes the listener */
export function onTenantChanged(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
