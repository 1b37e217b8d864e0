const graphemes = new Intl.Segmenter();

/** What stands for a name on its avatar: the first character as people see it, an emoji whole, behind quotation marks. */
export function initialOf(name: string): string {
  const [first] = graphemes.segment(name.replace(/^[\s"'“”„«‘’(]+/, "") || name);
  return first?.segment.toUpperCase() ?? "";
}
