import type { StateKind } from "../../components/state.tsx";

/** How the state of a delivery is shown. */
export const deliveryLooks = {
  waiting: "waiting",
  sent: "works",
  failed: "broken",
} as const satisfies Record<string, StateKind>;
