import { useText, useTranslation } from "../../i18n";
import { steps } from "../../preprocessing";
import type { Distribution, PreprocessingPreview } from "../../training/protocol";
import { Table } from "../../ui";
import { useFigure } from "../samples/useFigure";
import { barsOf } from "./histogram";
import styles from "./preprocess.module.css";

interface Stage {
  readonly key: string;
  readonly title: string;
  readonly train: Distribution;
  readonly test: Distribution;
}

/** Figures of training and test data as loaded and behind every step that changes samples. */
export function BeforeAfter({ preview }: { readonly preview: PreprocessingPreview }) {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const figure = useFigure();
  const stages: Stage[] = [{ key: "before", title: t("input"), ...preview.before }];
  for (const { id, train, test } of preview.after) {
    const kind = preview.fitted.steps.find(({ spec }) => spec.id === id)?.spec.kind;
    if (kind && train && test) stages.push({ key: id, title: say(steps.get(kind).title), train, test });
  }
  const rows = stages.flatMap((stage) =>
    (["train", "test"] as const).map((part) => {
      const distribution = stage[part];
      const partName = part === "train" ? t("train") : t("test");
      return {
        key: `${stage.key}-${part}`,
        cells: [
          <span key="stage" className={part === "train" ? styles.stage : "visually-hidden"}>
            {stage.title}
          </span>,
          <span key="part" className={styles.part}>
            {partName}
          </span>,
          <Histogram key="histogram" of={distribution} part={part} partName={partName} stage={stage.title} />,
          figure(distribution.mean),
          figure(distribution.deviation),
          figure(distribution.min),
          figure(distribution.max),
        ],
      };
    }),
  );
  const nans = stages.reduce((most, { train, test }) => Math.max(most, train.nans, test.nans), 0);
  return (
    <>
      <Table
        caption={t("figuresAre")}
        hideCaption
        columns={[
          { label: t("stage") },
          { label: t("part") },
          { label: t("distribution") },
          { label: t("mean"), numeric: true },
          { label: t("deviation"), numeric: true },
          { label: t("min"), numeric: true },
          { label: t("max"), numeric: true },
        ]}
        rows={rows}
      />
      {nans > 0 && <p className={styles.bad}>{t("nans", { n: nans })}</p>}
    </>
  );
}

const size = { width: 120, height: 26 };

function Histogram({ of, part, partName, stage }: { readonly of: Distribution; readonly part: "train" | "test"; readonly partName: string; readonly stage: string }) {
  const { t } = useTranslation("preprocess");
  const figure = useFigure();
  const label = t("histogram", {
    part: partName,
    stage,
    all: figure(of.count),
    min: figure(of.min),
    max: figure(of.max),
    mean: figure(of.mean),
    deviation: figure(of.deviation),
  });
  return (
    <svg className={styles.histogram} data-part={part} viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {barsOf(of, size).map((bar) => (
        <rect key={bar.left} x={bar.left} y={bar.top} width={bar.width * 0.9} height={bar.height} />
      ))}
    </svg>
  );
}
