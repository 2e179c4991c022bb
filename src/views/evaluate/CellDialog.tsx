import { useMemo, useState } from "react";
import { samplesOfCell } from "../../evaluation/confusion";
import { useNumber, useText, useTranslation } from "../../i18n";
import { Dialog, Note } from "../../ui";
import { Gallery } from "../samples/Gallery";
import { Pager } from "../samples/Pager";
import { PointPlot } from "../samples/PointPlot";
import { useAnswer } from "../samples/useAnswer";
import type { Meaning, Predictions } from "../trained/usePredictions";
import styles from "./evaluate.module.css";

const perPage = 24;

/** The samples of one cell of the matrix, those first of which the model was surest. */
export function CellDialog({ cell, onClose, meaning, predictions }: {
  readonly cell: readonly [truth: number, decision: number] | null;
  readonly onClose: () => void;
  readonly meaning: Meaning;
  readonly predictions: Predictions;
}) {
  const { t } = useTranslation("evaluate");
  const [truth, decision] = cell ?? [0, 0];
  const name = (label: number): string => meaning.names[label] ?? String(label);
  return (
    <Dialog
      wide={meaning.kind.view === "images"}
      title={truth === decision ? t("cellTitleRight", { truth: name(truth) }) : t("cellTitleWrong", { truth: name(truth), decision: name(decision) })}
      open={cell !== null}
      onOpenChange={(open) => !open && onClose()}
    >
      {cell && <CellSamples key={`${truth}-${decision}`} cell={cell} meaning={meaning} predictions={predictions} />}
    </Dialog>
  );
}

function CellSamples({ cell: [truth, decision], meaning, predictions }: {
  readonly cell: readonly [truth: number, decision: number];
  readonly meaning: Meaning;
  readonly predictions: Predictions;
}) {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const number = useNumber();
  const { evaluation, confidence } = predictions;
  const [page, setPage] = useState(0);
  const points = meaning.kind.view === "points";
  const all = useMemo(
    () => samplesOfCell(evaluation.labels, evaluation.predicted, truth, decision).sort((a, b) => confidence[b]! - confidence[a]! || a - b),
    [evaluation, confidence, truth, decision],
  );
  const ask = useMemo(() => ({ part: evaluation.part, indices: points ? all : all.slice(page * perPage, (page + 1) * perPage) }), [evaluation, all, page, points]);
  const { answer: samples, status, message } = useAnswer("samples", ask);
  const percent = (index: number): string => number(confidence[index]!, { style: "percent", maximumFractionDigits: 1 });
  const name = (label: number): string => meaning.names[label] ?? String(label);
  return (
    <div className={styles.samples}>
      <p className={styles.muted}>{points ? t("cellPoints", { n: number(all.length) }) : t("cellCount", { n: number(all.length) })}</p>
      {message && <Note tone="bad">{say(message)}</Note>}
      {samples && points && (
        <PointPlot
          points={samples.values as Float32Array}
          groups={[{ key: "cell", label: truth, indices: samples.indices.keys() }]}
          label={t("cellPlot", { n: number(all.length), truth: name(truth), decision: name(decision) })}
        />
      )}
      {samples && !points && (
        <>
          <Gallery
            samples={samples}
            waiting={status !== "ready"}
            alt={(at) => t("cellPicture", { truth: name(truth), decision: name(decision), share: percent(samples.indices[at]!), n: number(samples.indices[at]! + 1) })}
            caption={(at) => `${name(decision)} ${percent(samples.indices[at]!)}`}
          />
          <Pager page={page} pages={Math.ceil(all.length / perPage)} all={all.length} perPage={perPage} onPage={setPage} />
        </>
      )}
    </div>
  );
}
