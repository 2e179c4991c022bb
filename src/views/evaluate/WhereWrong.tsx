import { useMemo } from "react";
import { useNumber, useTranslation } from "../../i18n";
import type { TrainedModel } from "../../store/state";
import { Panel } from "../../ui";
import { ClassLegend } from "../samples/ClassLegend";
import { PointPlot, type PointGroup } from "../samples/PointPlot";
import { reachOf } from "../samples/plane";
import { useAnswer } from "../samples/useAnswer";
import { ModelMap } from "../trained/ModelMap";
import type { Meaning, Predictions } from "../trained/usePredictions";

/** The test points over the model's map of the plane; the wrong ones have a ring. */
export function WhereWrong({ model, meaning, predictions: { evaluation } }: { readonly model: TrainedModel; readonly meaning: Meaning; readonly predictions: Predictions }) {
  const { t } = useTranslation("evaluate");
  const number = useNumber();
  const ask = useMemo(() => ({ part: evaluation.part, indices: Array.from({ length: evaluation.count }, (_, i) => i) }), [evaluation]);
  const { answer } = useAnswer("samples", ask);
  const groups = useMemo((): PointGroup[] => {
    const { labels, predicted } = evaluation;
    const chosen = (label: number, right: boolean): number[] => [...labels.keys()].filter((i) => labels[i] === label && (predicted[i] === label) === right);
    return [
      ...[0, 1].map((label) => ({ key: `right-${label}`, label, indices: chosen(label, true), look: "faint" as const })),
      ...[0, 1].map((label) => ({ key: `wrong-${label}`, label, indices: chosen(label, false), look: "ringed" as const })),
    ];
  }, [evaluation]);
  const wrong = evaluation.labels.reduce((sum, label, i) => sum + (label === evaluation.predicted[i] ? 0 : 1), 0);
  if (!answer) return null;
  const points = answer.values as Float32Array;
  const reach = reachOf(points);
  return (
    <Panel title={t("whereWrong")} level={4}>
      <ClassLegend names={meaning.names} wrong={t("wrongOnes", { n: number(wrong) })} />
      <PointPlot
        points={points}
        groups={groups}
        reach={reach}
        map={<ModelMap modelId={model.id} reach={reach} reading={meaning.reading} />}
        label={t("wrongPlot", { n: number(wrong), all: number(evaluation.count) })}
      />
    </Panel>
  );
}
