import { useMemo, useState } from "react";
import { arranged, type Order, type Verdict } from "../../evaluation/shares";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { Evaluation, Samples } from "../../training/protocol";
import { Note, Segmented, Select } from "../../ui";
import { Pager } from "../samples/Pager";
import { Picture } from "../samples/Picture";
import { useAnswer } from "../samples/useAnswer";
import { ShareBars } from "../trained/ShareBars";
import { usePredictions, type Meaning, type Predictions } from "../trained/usePredictions";
import { Meant } from "./Meant";
import styles from "./predict.module.css";

const perPage = 24;

/** The model's answers on the test set, page by page: all, only the right or the wrong ones, in a chosen order. */
export function TestPredictions({ meaning, evaluation }: { readonly meaning: Meaning; readonly evaluation: Evaluation }) {
  const { t } = useTranslation("predict");
  const say = useText();
  const number = useNumber();
  const predictions = usePredictions(evaluation, meaning.reading);
  const [verdict, setVerdict] = useState<Verdict>("all");
  const [order, setOrder] = useState<Order>("most");
  const [page, setPage] = useState(0);
  const counts = useMemo(() => {
    const right = evaluation.labels.reduce((sum, label, i) => sum + (label === evaluation.predicted[i] ? 1 : 0), 0);
    return { all: evaluation.count, right, wrong: evaluation.count - right };
  }, [evaluation]);
  const chosen = useMemo(() => arranged(evaluation.labels, evaluation.predicted, predictions.confidence, verdict, order), [evaluation, predictions, verdict, order]);
  const ask = useMemo(() => ({ part: evaluation.part, indices: chosen.slice(page * perPage, (page + 1) * perPage) }), [evaluation, chosen, page]);
  const { answer: samples, status, message } = useAnswer("samples", ask);
  const first = <A,>(set: (value: A) => void) => (value: A): void => {
    set(value);
    setPage(0);
  };
  return (
    <>
      <div className={styles.controls}>
        <Segmented
          label={t("verdict")}
          options={[
            { value: "all", label: `${t("all")} ${number(counts.all)}` },
            { value: "right", label: `${t("right")} ${number(counts.right)}` },
            { value: "wrong", label: `${t("wrong")} ${number(counts.wrong)}` },
          ]}
          value={verdict}
          onChange={first(setVerdict)}
        />
        <Select
          label={t("order")}
          hideLabel
          options={[
            { value: "most", label: t("most") },
            { value: "least", label: t("least") },
            { value: "given", label: t("given") },
          ]}
          value={order}
          onChange={first(setOrder)}
        />
      </div>
      {message && <Note tone="bad">{say(message)}</Note>}
      {chosen.length === 0 && <Note tone="info">{verdict === "wrong" ? t("noneWrong") : t("noneRight")}</Note>}
      {chosen.length > 0 && <Meant meaning={meaning} />}
      {samples && chosen.length > 0 && (
        <ul className={styles.cards} data-waiting={status !== "ready"} aria-busy={status !== "ready"}>
          {samples.indices.map((index, at) => (
            <PredictionCard key={index} samples={samples} at={at} meaning={meaning} predictions={predictions} />
          ))}
        </ul>
      )}
      <Pager page={page} pages={Math.ceil(chosen.length / perPage)} all={chosen.length} perPage={perPage} onPage={setPage} />
    </>
  );
}

function PredictionCard({ samples, at, meaning, predictions }: {
  readonly samples: Samples;
  readonly at: number;
  readonly meaning: Meaning;
  readonly predictions: Predictions;
}) {
  const { t } = useTranslation("predict");
  const number = useNumber();
  const { evaluation, shares, classes } = predictions;
  const index = samples.indices[at]!;
  const [truth, decision] = [evaluation.labels[index]!, evaluation.predicted[index]!];
  const name = (label: number): string => meaning.names[label] ?? String(label);
  const right = truth === decision;
  const coordinates = [0, 1].map((axis) => number(samples.values[2 * at + axis] ?? 0, { maximumFractionDigits: 2, signDisplay: "negative" })).join(", ");
  return (
    <li className={styles.card} data-right={right}>
      {meaning.kind.view === "images" ? (
        <Picture values={samples.values} at={at} shape={samples.shape} label={t("sample", { n: number(index + 1), truth: name(truth), decision: name(decision) })} />
      ) : (
        <code className={styles.coordinates}>({coordinates})</code>
      )}
      <div className={styles.says}>
        <p className={styles.verdict}>
          <span className={styles.decision}>{name(decision)}</span>
          <span className={styles.truth}>{right ? `✓ ${t("isRight")}` : `✗ ${t("isWrong", { truth: name(truth) })}`}</span>
        </p>
        <ShareBars label={t("sharesOf")} names={meaning.names} shares={[...shares.subarray(index * classes, (index + 1) * classes)]} most={3} truth={truth} />
      </div>
    </li>
  );
}
