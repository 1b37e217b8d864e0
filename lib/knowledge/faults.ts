// Why a source could not be read: codes in the column SourceVersion.fault, whose sentences are in lib/messages. Pure.

const sourceFaults = [
  /** Nothing is in it. */
  "empty",
  /** It is damaged, or is not what its name says. */
  "broken",
  /** It needs a password. */
  "encrypted",
  /** A format of before 2007. */
  "old",
  /** It unpacks to more than there is memory or time for. */
  "tooMuch",
  /** More text than a source may have. */
  "tooLong",
  /** The plan allows no more pieces. */
  "full",
  /** It has pictures of text only, and no model could read them. */
  "unread",
  /** A scan of more pages than a model is asked to read. */
  "manyPages",
  /** Reading it ended the worker several times. */
  "interrupted",
  /** The address answers that there is no such page. */
  "missing",
  /** The site refuses: 401, 403, 429 or another 4xx. */
  "refused",
  /** robots.txt asks not to read it. */
  "robots",
  /** The address leads into a private network. */
  "private",
  /** No connection, or no answer in time. */
  "unreachable",
  /** The site answered 5xx. */
  "siteFailed",
  /** What came is no page of text. */
  "noPage",
  /** The site has no sitemap with pages. */
  "noSitemap",
  /** It was read, but not all of its pages: the site has too many. */
  "morePages",
] as const;
export type SourceFault = (typeof sourceFaults)[number];

export const isSourceFault = (text: string | null): text is SourceFault =>
  (sourceFaults as readonly (string | null)[]).includes(text);

/** Thrown where a source cannot be read, whoever tries. */
export class UnreadableSource extends Error {
  readonly fault: SourceFault;
  constructor(fault: SourceFault) {
    super(`A source was not read: ${fault}.`);
    this.name = "UnreadableSource";
    this.fault = fault;
  }
}
