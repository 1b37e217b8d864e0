// Which keys seem to be of one Google project, though nothing says so: those that are refused for the same quota
// at the same time, again and again. A proposal, for an admin to confirm.
import { utcSpanOf } from "./spans.ts";

/** What a key met: a quota's refusal, or an answer. Of one owner. */
export interface Meeting {
  /** When the call began. */
  readonly at: number;
  readonly keyId: string;
  /** Its project as far as known, null where it is not. */
  readonly project: string | null;
  readonly model: string;
  /** The quota that refused; null where the model answered. */
  readonly quotaId: string | null;
}

export interface Proposal {
  /** Two or more, in order of their ids. */
  readonly keyIds: readonly string[];
  /** A project that one of them is known to belong to. */
  readonly project: string | null;
  /** How often the least often joined two of them were refused together. */
  readonly times: number;
  /** When last. */
  readonly at: number;
}

/** Siblings are refused one right after the other: the walk goes from one to the next. */
const togetherMs = 5000;
/** Chance brings two together once or twice. */
const leastTimes = 3;

interface Pair {
  readonly keys: readonly [Meeting, Meeting];
  times: number;
  /** One was refused and the other answered: of one project, it could not have. */
  apart: number;
  at: number;
}

/**
 * Proposes which keys are of one project. Two keys must have been refused together three times, and never one been
 * refused while the other answered; keys that are known to be of one project, or of two, are not put together.
 * @param meetings in any order; the longer they reach back, the surer. Answers speak against what chance suggests
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
    // Each pair may be right alone, but not all of them.
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

/** Notes for each pair of keys what speaks for it and against it; `meetings` are of one model, in order of time. */
function compare(meetings: readonly Meeting[], pairs: Map<string, Pair>): void {
  for (const [i, meeting] of meetings.entries()) {
    const seen = new Set<string>();
    for (let j = i + 1; j < meetings.length && meetings[j]!.at - meeting.at <= togetherMs; j++) {
      const other = meetings[j]!;
      if (other.keyId === meeting.keyId || seen.has(other.keyId)) continue;
      // An answer before a refusal may have used the last of the quota.
      if (meeting.quotaId === null || (meeting.project !== null && other.project !== null)) continue;
      const pair = pairOf(meeting, other, pairs);
      seen.add(other.keyId);
      if (other.quotaId === null) {
        // In the next minute the quota is another, and a shorter message may find the tokens that a longer one did not.
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
