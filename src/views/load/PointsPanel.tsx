import { useMemo, useState } from "react";
import type { AnyDataset } from "../../datasets";
import { useListing, useNumber, useText, useTranslation } from "../../i18n";
import type { DatasetSummary, PartName } from "../../training/protocol";
import { Note, Panel, Segmented } from "../../ui";
import { ClassLegend } from "../samples/ClassLegend";
import { positionsOf } from "../samples/pick";
import { PointPlot } from "../samples/PointPlot";
import { useAnswer } from "../samples/useAnswer";
import styles from "./load.module.css";

/** More dots than this cover each other. */
const most = 4000;

/** The points of a part in the plane. */
export function PointsPanel({ kind, summary }: { readonly kind: AnyDataset; readonly summary: DatasetSummary }) {
  const { t } = useTranslation("load");
  const say = useText();
  const number = useNumber();
  const listing = useListing();
  const [part, setPart] = useState<PartName>("train");
  const ask = useMemo(() => {
    const { count } = summary[part];
    return { part, indices: Array.from({ length: Math.min(most, count) }, (_, i) => i) };
  }, [summary, part]);
  const { answer, message } = useAnswer("samples", ask);
  const groups = useMemo(
    () => answer && kind.classes.map((_, label) => ({ key: String(label), label, indices: positionsOf(answer.labels, label) })),
    [answer, kind],
  );
  const names = kind.classes.map(say);
  return (
    <Panel title={t("samples")} level={4}>
      <div className={styles.controls}>
        <Segmented
          label={t("part")}
          options={[
            { value: "train", label: t("train") },
            { value: "test", label: t("test") },
          ]}
          value={part}
          onChange={setPart}
        />
        <ClassLegend names={names} />
      </div>
      {message && (
        <Note tone="bad" title={t("samplesFailed")}>
          <p>{say(message)}</p>
        </Note>
      )}
      {answer && groups && (
        <PointPlot
          points={answer.values as Float32Array}
          groups={groups}
          label={t("plotOf", {
            shown: number(answer.indices.length),
            part: part === "train" ? t("train") : t("test"),
            counts: listing(groups.map(({ indices, label }) => `${names[label]} ${number(indices.length)}`)),
          })}
        />
      )}
      {answer && answer.indices.length < summary[part].count && (
        <p className={styles.muted}>{t("plotThinned", { shown: number(answer.indices.length), all: number(summary[part].count) })}</p>
      )}
    </Panel>
  );
}
