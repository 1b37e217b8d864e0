import assert from "node:assert/strict";
import test from "node:test";
import { type Meeting, proposeProjects } from "./shared-projects.ts";

const minute = 60_000;
const perMinute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
const perDay = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";

const refused = (keyId: string, at: number, more: Partial<Meeting> = {}): Meeting => ({
  ...{ at, keyId, project: null, model: "m1", quotaId: perMinute },
  ...more,
});
const answered = (keyId: string, at: number): Meeting => refused(keyId, at, { quotaId: null });
/** Meetings in which the keys are refused one after the other, once in each of these minutes. */
const together = (keyIds: string[], minutes: number[], more: Partial<Meeting> = {}): Meeting[] =>
  minutes.flatMap((at) => keyIds.map((keyId, i) => refused(keyId, at * minute + i * 400, more)));
const groups = (meetings: Meeting[]) => proposeProjects(meetings).map(({ keyIds }) => keyIds.join(" "));

test("two keys refused for the same quota within seconds, three times, are proposed as one project", () => {
  const [proposal, ...rest] = proposeProjects(together(["k1", "k2"], [1, 5, 9]));
  assert.deepEqual(proposal, { keyIds: ["k1", "k2"], project: null, times: 3, at: 9 * minute + 400 });
  assert.deepEqual(rest, []);
  assert.deepEqual(groups(together(["k1", "k2"], [1, 5])), []);
});

test("the order of the meetings does not matter", () => {
  const meetings = together(["k2", "k1"], [9, 1, 5]);
  assert.deepEqual(proposeProjects(meetings.reverse()), proposeProjects(together(["k2", "k1"], [1, 5, 9])));
});

test("refusals minutes apart, for another quota or another model, are not counted as together", () => {
  const apart = [1, 5, 9].flatMap((at) => [refused("k1", at * minute), refused("k2", at * minute + 5001)]);
  assert.deepEqual(groups(apart), []);
  const other = (more: Partial<Meeting>) =>
    [1, 5, 9].flatMap((at) => [refused("k1", at * minute), refused("k2", at * minute + 400, more)]);
  assert.deepEqual(groups(other({ quotaId: perDay })), []);
  assert.deepEqual(groups(other({ model: "m2" })), []);
});

test("a burst of refusals counts once", () => {
  const burst = [0, 100, 200, 300, 400].flatMap((ms) => [refused("k1", ms), refused("k2", ms + 50)]);
  assert.deepEqual(groups(burst), []);
});

test("a key that answers right after the other was refused belongs to another project", () => {
  const meetings = together(["k1", "k2"], [1, 5, 9, 13]);
  assert.deepEqual(groups([...meetings, refused("k1", 20 * minute), answered("k2", 20 * minute + 300)]), []);
  // Before the refusal it proves nothing: it may have used the last of the quota.
  assert.deepEqual(groups([...meetings, answered("k2", 20 * minute), refused("k1", 20 * minute + 300)]), [
    "k1 k2",
  ]);
});

test("an answer in the next minute, or after a token limit, does not speak against a shared project", () => {
  const meetings = together(["k1", "k2"], [1, 5, 9]);
  const next = [refused("k1", 20 * minute - 100), answered("k2", 20 * minute + 100)];
  assert.deepEqual(groups([...meetings, ...next]), ["k1 k2"]);
  const tokens = { quotaId: "GenerateContentInputTokensPerModelPerMinute-FreeTier" };
  assert.deepEqual(groups([...meetings, refused("k1", 0, tokens), answered("k2", 300)]), ["k1 k2"]);
});

test("two keys of different projects are not joined through a third", () => {
  const meetings = [...together(["k1", "k2"], [1, 5, 9, 13]), ...together(["k2", "k3"], [21, 25, 29])];
  assert.deepEqual(groups(meetings), ["k1 k2 k3"]);
  assert.deepEqual(groups([...meetings, refused("k1", 40 * minute), answered("k3", 40 * minute + 9)]), [
    "k1 k2",
  ]);
});

test("three keys are proposed as one, and two pairs as two", () => {
  assert.deepEqual(groups(together(["k1", "k2", "k3"], [1, 5, 9])), ["k1 k2 k3"]);
  const two = [...together(["k1", "k2"], [1, 5, 9]), ...together(["k3", "k4"], [2, 6, 10])];
  assert.deepEqual(groups(two).toSorted(), ["k1 k2", "k3 k4"]);
});

test("refusals of different models add up", () => {
  const meetings = [1, 2, 3].flatMap((at) => together(["k1", "k2"], [at], { model: `m${at}` }));
  assert.deepEqual(groups(meetings), ["k1 k2"]);
});

test("a key of known project is proposed with the other; two keys of known projects are left alone", () => {
  const known = (project: string | null) => (meeting: Meeting) =>
    meeting.keyId === "k1" ? { ...meeting, project } : meeting;
  const [proposal] = proposeProjects(together(["k1", "k2"], [1, 5, 9]).map(known("p1")));
  assert.deepEqual([proposal!.keyIds, proposal!.project], [["k1", "k2"], "p1"]);
  const both = together(["k1", "k2"], [1, 5, 9]).map((meeting) => ({ ...meeting, project: meeting.keyId }));
  assert.deepEqual(groups(both), []);
});

test("one key is not proposed for two projects known to be different: the one with more evidence holds", () => {
  const withProjects = ({ keyId, ...meeting }: Meeting): Meeting => ({
    ...meeting,
    keyId,
    project: keyId === "k2" ? null : `of ${keyId}`,
  });
  const meetings = [...together(["k1", "k2"], [1, 5, 9]), ...together(["k3", "k2"], [2, 6, 10, 14])];
  assert.deepEqual(proposeProjects(meetings.map(withProjects)), [
    { keyIds: ["k2", "k3"], project: "of k3", times: 4, at: 14 * minute + 400 },
  ]);
});

test("a group was refused together as often as its weakest pair, and last when its last pair was", () => {
  const meetings = [...together(["k3", "k2"], [1, 5, 9, 13, 17]), ...together(["k2", "k1"], [21, 25, 29])];
  assert.deepEqual(proposeProjects(meetings), [
    { keyIds: ["k1", "k2", "k3"], project: null, times: 3, at: 29 * minute + 400 },
  ]);
});

test("refusals count as together up to five seconds apart, and as another time after five seconds", () => {
  const pairsOf = (ms: number) =>
    [1, 5, 9].flatMap((at) => [refused("k1", at * minute), refused("k2", at * minute + ms)]);
  assert.deepEqual([groups(pairsOf(5000)), groups(pairsOf(5001))], [["k1 k2"], []]);
  const apart = (ms: number) => [0, 1, 2].flatMap((i) => [refused("k1", i * ms), refused("k2", i * ms)]);
  assert.deepEqual([groups(apart(5000)), groups(apart(5001))], [[], ["k1 k2"]]);
});
