import { datasets } from "../datasets";
import type { Experiment } from "../experiment";
import type { Preferences } from "../storage/types";
import type { Tempo } from "../training/protocol";

/** Batches a second that a person may choose, the fastest first. */
export const tempoChoices: readonly Tempo[] = [null, 1000, 100, 10, 1];

type View = ReturnType<typeof datasets.get>["view"];

/** How fast runs may go, by how their data are seen. */
export type Tempos = Readonly<Record<View, Tempo>>;

/**
 * A net on points of the plane would be done before anybody has seen it learn, so it is held back until somebody wants it
 * otherwise; pictures take their time by themselves.
 */
const usual: Tempos = { points: 1000, images: null };

const key = (view: View) => `tempo.${view}` as const;
const written = (tempo: Tempo): string => tempo?.toString() ?? "full";

export const viewOf = ({ dataset }: Experiment): View => datasets.get(dataset.kind).view;

/** As a person chose them last. */
export function readTempos(preferences: Preferences): Tempos {
  const read = (view: View): Tempo => {
    const kept = preferences.read(key(view));
    const found = tempoChoices.find((tempo) => written(tempo) === kept);
    return found === undefined ? usual[view] : found;
  };
  return { points: read("points"), images: read("images") };
}

export const keepTempo = (view: View, tempo: Tempo, preferences: Preferences): void => preferences.write(key(view), written(tempo));
