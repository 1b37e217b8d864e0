/** "185 000", "1,250.5", "". @returns null: nothing is typed; undefined: no figure */
export function figureIn(typed: string, whole: boolean): number | null | undefined {
  const text = typed.replace(/[\s\u00a0\u202f]/g, "");
  if (text === "") return null;
  const plain = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
  if (!/^\d{1,15}(\.\d{1,2})?$/.test(plain)) return undefined;
  const figure = Number(plain);
  return whole && (!Number.isInteger(figure) || figure > 2_000_000_000) ? undefined : figure;
}
