// A key's state as the dashboard shows it, derived from its last check and current parks. Pure.
import { isRefusal, type KeyFault, type ParkIndex, type ParkView } from "../chain-state/park-view.ts";
import { type CheckClass, type ErrorClass, pairOf, projectOf } from "../fallback/index.ts";

/** A model that is currently parked for this key. */
interface Resting {
  model: string;
  class: ErrorClass;
  reason: string;
  until: Date | null;
}

export type KeyState =
  | { kind: "off" }
  /** Needs a person. `until`: time of the next automatic probe, if any. */
  | { kind: "broken"; class: KeyFault; reason: string | null; until: Date | null }
  /** Ends by itself. `class` null: never tested. `model`: the first model to return, if all of them rest. */
  | {
      kind: "waiting";
      class: ErrorClass | null;
      reason: string | null;
      until: Date | null;
      model: string | null;
    }
  | {
      kind: "works";
      resting: Resting[];
      /** Models that Google does not offer to it: they are not resting, since time alone does not bring them back. */
      lacking: string[];
    };

interface StoredKey {
  id: string;
  enabled: boolean;
  /** Whether its secret can be decrypted. */
  readable: boolean;
  projectId: string | null;
  checkClass: CheckClass | null;
  checkReason: string | null;
  checkedAt: Date | null;
}

const held = (park: ParkView, now: Date) => park.until === null || park.until > now;
const last = (date: Date | null) => date?.getTime() ?? Number.POSITIVE_INFINITY;

/**
 * @param models models of the tenant's chain
 * @param lastOk when the key last answered; if later than the check, it overrides a refused check
 */
export function keyState(
  key: StoredKey,
  parks: ParkIndex,
  models: readonly string[],
  lastOk: Date | null,
  now: Date,
): KeyState {
  if (!key.enabled) return { kind: "off" };
  if (!key.readable) return { kind: "broken", class: "unreadable", reason: null, until: null };
  const project = projectOf({ id: key.id, project: key.projectId });
  const whole = [
    parks.get({ scope: "key", id: key.id }) ?? [],
    parks.get({ scope: "project", id: project }) ?? [],
    parks.egress,
  ].flat();
  // A refusal applies until a success deletes its row, also while a probe is due.
  const verdict = whole.find((park) => isRefusal(park.class));
  if (verdict) {
    const { class: verdictClass, reason, until } = verdict;
    return { kind: "broken", class: verdictClass, reason, until };
  }
  const outdated = lastOk !== null && key.checkedAt !== null && lastOk > key.checkedAt;
  if (isRefusal(key.checkClass) && !outdated) {
    return { kind: "broken", class: key.checkClass, reason: key.checkReason, until: null };
  }
  const pause = whole.filter((park) => held(park, now)).sort((a, b) => last(b.until) - last(a.until))[0];
  if (pause) {
    const { class: pauseClass, reason, until } = pause;
    return { kind: "waiting", class: pauseClass, reason, until, model: null };
  }
  if (lastOk === null && key.checkClass !== "ok") {
    return {
      kind: "waiting",
      class: key.checkClass,
      reason: key.checkReason,
      until: null,
      model: null,
    };
  }
  const parked = restingModels(key.id, project, parks, models, now);
  const lacking = parked.filter((model) => model.class === "model_missing");
  const resting = parked.filter((model) => model.class !== "model_missing");
  const [soonest] = (resting.length > 0 ? resting : lacking).toSorted(
    (a, b) => last(a.until) - last(b.until),
  );
  if (soonest && parked.length === models.length) return { kind: "waiting", ...soonest };
  return { kind: "works", resting, lacking: lacking.map(({ model }) => model) };
}

function restingModels(
  keyId: string,
  project: string,
  parks: ParkIndex,
  models: readonly string[],
  now: Date,
): Resting[] {
  return models.flatMap((model) => {
    const [park] = [
      parks.get({ scope: "project_model", id: pairOf(project, model) }) ?? [],
      parks.get({ scope: "key_model", id: pairOf(keyId, model) }) ?? [],
    ]
      .flat()
      .filter((each) => held(each, now))
      .sort((a, b) => last(b.until) - last(a.until));
    return park ? [{ model, class: park.class, reason: park.reason, until: park.until }] : [];
  });
}
