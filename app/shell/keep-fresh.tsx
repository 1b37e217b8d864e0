import { pulseOfPage } from "../session.ts";
import type { Mark } from "./pulse-provider.tsx";
import { type Occasions, RefreshOn } from "./refresh-on.tsx";

interface Props extends Occasions {
  /** Refreshes when one of these has changed in the tenant since the page began to read. */
  of?: readonly Mark[];
}

/** Keeps the page around it fresh while it is open. */
export async function KeepFresh({ of = [], ...occasions }: Props) {
  if (of.length === 0) return <RefreshOn {...occasions} />;
  const { marks } = await pulseOfPage();
  return <RefreshOn shows={Object.fromEntries(of.map((name) => [name, marks[name]]))} {...occasions} />;
}
