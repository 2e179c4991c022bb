import { useMemo, useState } from "react";
import { datasets } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { text } from "../../schema";
import { useApp, useExperiment } from "../../store";
import type { Samples } from "../../training/protocol";
import { useSummary } from "../load/useSummary";
import { ClassLegend } from "../samples/ClassLegend";
import { positionsOf } from "../samples/pick";
import { PointPlot, type PointGroup } from "../samples/PointPlot";
import { useAnswer } from "../samples/useAnswer";
import { sameData } from "../trained/sameData";
import { DecisionField } from "./DecisionField";
import styles from "./fit.module.css";

/** Between the names of the classes. */
const comma = text(", ", "、");

/** Points of each part that are drawn; more would only cover each other. */
const most = 1000;

/** The answer of before stays while the next one is on its way, so that a dragged slider does not make the plot flicker. */
function useKept<T>(now: T | undefined): T | undefined {
  const [kept, setKept] = useState(now);
  if (now !== undefined && now !== kept) setKept(now);
  return now ?? kept;
}

/**
 * Whether the open step shows this very map, larger, beside the board: on Load the plane before training, on Evaluate and Predict
 * what the chosen model decides.
 */
export function useMapOnStep(run: Run | undefined): boolean {
  const doc = useExperiment();
  return useApp(({ step, modelId }) => {
    if (step === "load") return !(run && sameData(run.experiment, doc) && run.map);
    return (step === "evaluate" || step === "predict") && modelId !== null && run?.id === modelId;
  });
}

/** The plane of a 2-D set with its points, and under them what the shown run has learned so far. */
export function MapPanel({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  const doc = useExperiment();
  const summary = useSummary();
  const kind = datasets.get(doc.dataset.kind);
  const asks = useMemo(() => {
    if (!summary || kind.view !== "points") return null;
    const first = (count: number): number[] => Array.from({ length: Math.min(most, count) }, (_, i) => i);
    return {
      train: { part: "train" as const, indices: first(summary.train.count) },
      test: { part: "test" as const, indices: first(summary.test.count) },
    };
  }, [summary, kind.view]);
  const train = useKept(useAnswer("samples", asks?.train ?? null).answer);
  const test = useKept(useAnswer("samples", asks?.test ?? null).answer);
  const drawn = useMemo(() => (train && test ? together(train, test, kind.classes.length) : null), [train, test, kind]);
  if (kind.view !== "points" || !drawn) return null;

  const map = run && sameData(run.experiment, doc) ? run.map : undefined;
  const names = kind.classes.map(say);
  return (
    <figure className={styles.map}>
      <PointPlot
        points={drawn.points}
        groups={drawn.groups}
        label={t(map ? "mapTrained" : "mapUntrained", {
          classes: names.join(say(comma)),
          train: number(train!.indices.length),
          test: number(test!.indices.length),
        })}
        {...(map ? { map: <DecisionField map={map} />, reach: map.reach } : {})}
      />
      <figcaption className={styles.mapCaption}>
        <ClassLegend names={names} />
        <span className={styles.muted}>{t("mapHollow")}</span>
      </figcaption>
    </figure>
  );
}

/** Points of both parts in one list, and which marks they get. */
function together(train: Samples, test: Samples, classes: number): { readonly points: Float32Array; readonly groups: readonly PointGroup[] } {
  const points = new Float32Array(train.values.length + test.values.length);
  points.set(train.values);
  points.set(test.values, train.values.length);
  const groups = Array.from({ length: classes }, (_, label): PointGroup[] => [
    { key: `test-${label}`, label, look: "hollow", indices: positionsOf(test.labels, label).map((i) => i + train.labels.length) },
    { key: `train-${label}`, label, indices: positionsOf(train.labels, label) },
  ]);
  return { points, groups: groups.flat() };
}
