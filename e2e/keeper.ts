// The platforms that one process of the browser tests keeps running. A start costs four seconds of processor time, and each page's
// first request another one; so tests that do not need a platform of their own get one that runs, made anew.

/** A platform that runs. */
interface Runs<Platform, Beginning> {
  /** As after the first start. */
  first: Platform;
  /** The same processes with another beginning, of which nothing that was there before is left. */
  renew(beginning: Beginning): Promise<Platform>;
  close(): Promise<void>;
}

interface Kept<Platform, Beginning> {
  runs: Runs<Platform, Beginning>;
  user: string;
  platform: Platform;
}

/** Beside the usual one, which stays: of those with variables of their own the one used longest ago makes room. */
const MOST_OTHERS = 1;

export class Keeper<Platform, Beginning> {
  readonly #kept = new Map<string, Kept<Platform, Beginning>>();

  /**
   * @param variables that the processes were started with; "": the usual ones
   * @param user whoever shares it, one after the other: for another one it is made anew
   */
  async take(
    variables: string,
    user: string,
    beginning: Beginning,
    open: () => Promise<Runs<Platform, Beginning>>,
  ): Promise<Platform> {
    let kept = this.#kept.get(variables);
    if (!kept) {
      await this.#makeRoom(variables);
      const runs = await open();
      kept = { runs, user, platform: runs.first };
    } else if (kept.user !== user) {
      // Of a platform that could not be made anew nothing is known.
      kept.user = "";
      kept.platform = await kept.runs.renew(beginning);
      kept.user = user;
    }
    // The one used last stands last.
    this.#kept.delete(variables);
    this.#kept.set(variables, kept);
    return kept.platform;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(({ runs }) => runs.close()));
    this.#kept.clear();
  }

  async #makeRoom(variables: string): Promise<void> {
    const others = [...this.#kept.keys()].filter((each) => each !== "");
    if (variables === "" || others.length < MOST_OTHERS) return;
    const [oldest = ""] = others;
    await this.#kept.get(oldest)?.runs.close();
    this.#kept.delete(oldest);
  }
}
