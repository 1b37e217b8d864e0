// Which keys seem to belong to one project although no error names it: those that are refused for the same quota at
// the same time, repeatedly. A proposal, for an admin to confirm.
import { utcSpanOf } from "./spans.ts";

/** One call of a key: refused for a quota, or answered. All of one owner. */
export interface Meeting {
  /** When the call began, epoch milliseconds. */
  readonly at: number;
  readonly keyId: string;
  /** Its project; null: not known. */
  readonly project: string | null;
  readonly model: string;
  /** The quota that refused; null: the model answered. */
  readonly quotaId: string | null;
}

/** Keys that seem to share a project. */
export interface Proposal {
  /** Two or more, in order of their ids. */
  readonly keyIds: readonly string[];
  /** The project that one of them is known to belong to; null: none is known. */
  readonly project: string | null;
  /** How often they were refused together: the lowest count of the pairs that join them. */
  readonly times: number;
  /** When they last were, epoch milliseconds. */
  readonly at: number;
}

/** Keys of one project are refused right after each other, since the walk goes from one to the next. */
const togetherMs = 5000;
/** Fewer may be chance. */
const leastTimes = 3;

interface Pair {
  readonly keys: readonly [Meeting, Meeting];
  times: number;
  /** How often one was refused and the other answered, which keys of one project cannot. */
  apart: number;
  at: number;
}

/**
 * Proposes which keys share a project. Two keys must have been refused together three times, and one must never have
 * answered while the other was refused. Keys whose projects are both known are not compared.
 * @param meetings in any order, answers included: they rule out coincidences
 */
export function proposeProjects(meetings: readonly Meeting[]): Proposal[] {
  const pairs = new Map<string, Pair>();
  for (const sameModel of Map.groupBy(meetings, ({ model }) => model).values()) {
    compare(
      sameModel.toSorted((a, b) => a.at - b.at),
      pairs,
    );
  }
  const joined = [...pairs.values()]
    .filter(({ times, apart }) => times >= leastTimes && apart === 0)
    .sort((a, b) => b.times - a.times);

  const strangers = [...pairs.values()].filter(({ apart }) => apart > 0).map(({ keys }) => keys);
  let groups: { keys: Map<string, Meeting>; times: number; at: number }[] = [];
  for (const { keys, times, at } of joined) {
    const touched = groups.filter((group) => keys.some(({ keyId }) => group.keys.has(keyId)));
    const members = [...touched.flatMap((group) => [...group.keys.values()]), ...keys];
    const known = new Set(members.flatMap(({ project }) => project ?? []));
    const apart = strangers.some(([a, b]) =>
      [a, b].every((one) => members.some(({ keyId }) => keyId === one.keyId)),
    );
    // Each pair may be right alone, but they contradict each other together.
    if (known.size > 1 || apart) continue;
    groups = groups.filter((group) => !touched.includes(group));
    groups.push({
      keys: new Map(members.map((member) => [member.keyId, member])),
      times: Math.min(times, ...touched.map((group) => group.times)),
      at: Math.max(at, ...touched.map((group) => group.at)),
    });
  }
  return groups.map(({ keys, times, at }) => ({
    keyIds: [...keys.keys()].sort(),
    project: [...keys.values()].find(({ project }) => project !== null)?.project ?? null,
    times,
    at,
  }));
}

/** Counts for each pair of keys what speaks for and against it. @param meetings of one model, in order of time */
function compare(meetings: readonly Meeting[], pairs: Map<string, Pair>): void {
  for (const [i, meeting] of meetings.entries()) {
    const seen = new Set<string>();
    for (let j = i + 1; ; j++) {
      const other = meetings[j];
      if (!other || other.at - meeting.at > togetherMs) break;
      if (other.keyId === meeting.keyId || seen.has(other.keyId)) continue;
      // An answer before a refusal may have used the last of the quota.
      if (meeting.quotaId === null || (meeting.project !== null && other.project !== null)) continue;
      const pair = pairOf(meeting, other, pairs);
      seen.add(other.keyId);
      if (other.quotaId === null) {
        // A new minute has a new quota, and a shorter message may fit into the tokens left.
        const sameMinute =
          utcSpanOf("minute", meeting.at).startsAt === utcSpanOf("minute", other.at).startsAt;
        if (sameMinute && !/token/i.test(meeting.quotaId)) pair.apart++;
      } else if (other.quotaId === meeting.quotaId && meeting.at - pair.at > togetherMs) {
        pair.times++;
        pair.at = other.at;
      }
    }
  }
}

function pairOf(a: Meeting, b: Meeting, pairs: Map<string, Pair>): Pair {
  const keys: [Meeting, Meeting] = a.keyId < b.keyId ? [a, b] : [b, a];
  const name = `${keys[0].keyId} ${keys[1].keyId}`;
  const pair = pairs.get(name) ?? { keys, times: 0, apart: 0, at: -Infinity };
  pairs.set(name, pair);
  return pair;
}
