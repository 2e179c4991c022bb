import { useMemo, useState } from "react";
import { useNumber, useTranslation } from "../../i18n";
import type { MetricName } from "../../compile";
import type { Run } from "../../runs";
import { useApp, useExperiment, viewOf } from "../../store";
import { Segmented, Select } from "../../ui";
import { SeriesChart, type Series } from "../../ui/charts";
import { epochDomain, headline, lossCurves, metricCurves, type Curves } from "./curves";
import { HistoryTable } from "./HistoryTable";
import styles from "./fit.module.css";
import { useRunWords } from "./useRunWords";

/** Curves of so many epochs have every validation marked. */
const countable = 40;

/** Loss and metric over the epochs as charts, or as a table: for exact figures, and for those who do not see charts. */
export function RunCharts({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const { nameOf } = useRunWords();
  const doc = useExperiment();
  const [as, setAs] = useState<"charts" | "table">("charts");
  const measured = (run?.experiment ?? doc).compile.metrics;
  const [wanted, setWanted] = useState<MetricName | null>(null);
  const metric = wanted && measured.includes(wanted) ? wanted : headline(run?.experiment ?? doc);
  return (
    <section className={styles.curves} aria-label={t("curves")}>
      {as === "table" ? (
        <HistoryTable run={run} />
      ) : (
        <div className={styles.charts}>
          <Chart run={run} log="loss" />
          {metric && <Chart key={metric} run={run} log={metric} />}
        </div>
      )}
      <div className={styles.tools}>
        {as === "charts" && <span className={styles.axis}>{t("across")}</span>}
        {measured.length > 1 && metric && (
          <Select
            label={t("metric")}
            hideLabel
            options={measured.map((name) => ({ value: name, label: nameOf(name) }))}
            value={metric}
            onChange={setWanted}
          />
        )}
        <Segmented
          label={t("showAs")}
          options={[
            { value: "charts", label: t("asCharts") },
            { value: "table", label: t("asTable") },
          ]}
          value={as}
          onChange={setAs}
        />
      </div>
    </section>
  );
}

const none: Curves = { train: [], validation: [], soFar: [] };

function Chart({ run, log }: { readonly run: Run | undefined; readonly log: "loss" | MetricName }) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { figure, nameOf } = useRunWords();
  const heldBack = useApp(({ tempos }) => run !== undefined && tempos[viewOf(run.experiment)] !== null);
  const [first, last] = run ? epochDomain(run) : [0, 1];
  const series = useMemo((): readonly Series[] => {
    const { train, validation, soFar } = !run ? none : log === "loss" ? lossCurves(run) : metricCurves(run, log);
    return [
      { id: "train", name: t("train"), color: "var(--train)", points: train, dotted: log !== "loss" && train.length <= 1 },
      ...(run?.experiment.fit.validation.on === "none"
        ? []
        : [{ id: "validation", name: t("validation"), color: "var(--val)", points: validation, dotted: last - first <= countable }]),
      // There for as long as the run goes on, so that the chart is not built anew at every epoch.
      ...(log !== "loss" && run && run.status !== "ended" ? [{ id: "soFar", name: t("train"), color: "var(--train)", points: soFar.length > 1 ? soFar : [], provisional: true }] : []),
    ];
  }, [run, log, first, last, t]);
  const latest = (at: number): string => figure(series[at]?.points.at(-1)?.y);
  const validated = run?.experiment.fit.validation.on !== "none";
  const summary = run?.epochs.length
    ? t(validated ? "chartSummary" : "chartSummaryTrain", { name: nameOf(log), count: run.epochs.length, train: latest(0), validation: latest(1) })
    : t("chartEmpty", { name: nameOf(log) });
  return (
    <SeriesChart
      title={nameOf(log)}
      summary={summary}
      series={series}
      xDomain={[first, last]}
      fromZero={log !== "loss"}
      showX={(x) => t("atEpoch", { epoch: number(x, { maximumFractionDigits: 2 }) })}
      showY={figure}
      growing={run !== undefined && run.status !== "ended"}
      idle={heldBack}
      empty={run ? t("curvesSoon") : t("curvesHere")}
      broken={t("curvesBroken")}
    />
  );
}
