// The tail of the default order: models that take over when the named ones are retired. Derived from Google's
// listings, so a list that nobody edits still works years later. Pure.

/** Google keeps these names and changes the model behind them, so they never retire. */
const aliases = ["gemini-flash-latest", "gemini-flash-lite-latest"] as const;
/** How many open models of the newest generation to take, largest first. */
const openModels = 2;

export const isAlias = (model: string): boolean => model.endsWith("-latest");

type Tier = "flash-lite" | "flash" | "pro";
/** Cheapest first: the tail only has to answer at all. */
const tiers: readonly Tier[] = ["flash-lite", "flash", "pro"];

/**
 * The whole name must match: an extra word ("preview", "image", "tts", "live", "exp", a date) is another kind of model.
 * Other families (gemini-4-argon) are left to the admin, since their cost is not known in advance.
 */
const stable = /^gemini-(\d+(?:\.\d+)?)-(flash-lite|flash|pro)(-\d{3})?$/;
/** Open models that chat: "gemma-4-31b-it", "gemma-3n-e4b-it". */
const open = /^gemma-(\d+(?:\.\d+)?)n?-e?(\d+(?:\.\d+)?)b(?:-a\d+b)?-it$/;

/** 3.10 is newer than 3.9. @returns a positive number if `a` is newer */
function newer(a: string, b: string): number {
  const [[majorA = 0, minorA = 0], [majorB = 0, minorB = 0]] = [a, b].map((version) =>
    version.split(".").map(Number),
  ) as [number[], number[]];
  return majorA - majorB || minorA - minorB;
}

/** The model's stable family, or null. */
export const tierOf = (model: string): Tier | null => (stable.exec(model)?.[2] as Tier | undefined) ?? null;

/** @returns the newest stable model of the family by version number; "x" is preferred to "x-001" */
export function newestOf(tier: Tier, listed: Iterable<string>): string | null {
  const [newest] = [...listed]
    .flatMap((name) => {
      const [, version = "", of] = stable.exec(name) ?? [];
      return of === tier ? [{ name, version }] : [];
    })
    .sort(
      (a, b) => newer(b.version, a.version) || a.name.length - b.name.length || (a.name < b.name ? 1 : -1),
    );
  return newest?.name ?? null;
}

function openOnes(listed: Iterable<string>): string[] {
  const found = [...listed].flatMap((name) => {
    const [, version = "", size] = open.exec(name) ?? [];
    return size === undefined ? [] : [{ name, version, size: Number(size) }];
  });
  const sorted = found.sort((a, b) => newer(b.version, a.version) || b.size - a.size);
  return sorted
    .filter(({ version }) => version === sorted[0]?.version)
    .slice(0, openModels)
    .map(({ name }) => name);
}

/** @param listed names of generating models from ListModels; aliases are always included */
export function renewingTail(listed: Iterable<string>): string[] {
  const names = [...listed];
  return [...aliases, ...tiers.flatMap((tier) => newestOf(tier, names) ?? []), ...openOnes(names)];
}
