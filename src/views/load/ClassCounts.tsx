import type { AnyDataset } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import type { DatasetSummary, PartSummary } from "../../training/protocol";
import { Table } from "../../ui";
import styles from "./load.module.css";

/** How many samples each class has in both parts, as figures and as bars against the largest class of the part. */
export function ClassCounts({ kind, summary }: { readonly kind: AnyDataset; readonly summary: DatasetSummary }) {
  const { t } = useTranslation("load");
  const say = useText();
  return (
    <Table
      caption={t("countsOf")}
      hideCaption
      columns={[{ label: t("className") }, { label: t("train") }, { label: t("test") }]}
      rows={kind.classes.map((name, label) => ({
        key: String(label),
        cells: [say(name), <Bar key="train" part={summary.train} label={label} look="train" />, <Bar key="test" part={summary.test} label={label} look="test" />],
      }))}
    />
  );
}

function Bar({ part, label, look }: { readonly part: PartSummary; readonly label: number; readonly look: "train" | "test" }) {
  const number = useNumber();
  const count = part.perClass[label] ?? 0;
  const most = Math.max(1, ...part.perClass);
  return (
    <span className={styles.count}>
      <span className={styles.track} aria-hidden="true">
        <span data-part={look} style={{ width: `${(count / most) * 100}%` }} />
      </span>
      <span className={styles.figure}>{number(count)}</span>
    </span>
  );
}
