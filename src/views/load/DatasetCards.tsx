import { RadioGroup } from "radix-ui";
import { datasets, type AnyDataset, type DatasetName, type DatasetSpec } from "../../datasets";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { defaultsOf } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import { DatasetThumb } from "./DatasetThumb";
import styles from "./load.module.css";
import { useGlimpse } from "./useGlimpse";

/** Every data set of the registry as a card; one is chosen. */
export function DatasetCards() {
  const { t } = useTranslation("load");
  const { dataset, seed } = useExperiment();
  const edit = useApp((state) => state.edit);
  const choose = (kind: DatasetName): void =>
    edit((doc) => edits.setDataset(doc, { kind, values: defaultsOf(datasets.get(kind).fields) }));
  return (
    <RadioGroup.Root className={styles.cards} aria-label={t("sets")} value={dataset.kind} onValueChange={choose}>
      {datasets.all.map((kind) => (
        <DatasetCard key={kind.kind} kind={kind} spec={dataset.kind === kind.kind ? dataset : null} seed={seed} />
      ))}
    </RadioGroup.Root>
  );
}

function DatasetCard({ kind, spec, seed }: { readonly kind: AnyDataset; readonly spec: DatasetSpec | null; readonly seed: number }) {
  const { t } = useTranslation("load");
  const say = useText();
  const glimpse = useGlimpse(kind);
  const ids = { title: `dataset-${kind.kind}-title`, help: `dataset-${kind.kind}-help` };
  return (
    <RadioGroup.Item value={kind.kind} className={styles.card} aria-labelledby={ids.title} aria-describedby={ids.help}>
      <span className={styles.thumb} aria-hidden="true">
        <DatasetThumb kind={kind} spec={spec} seed={seed} glimpse={glimpse} />
      </span>
      <span className={styles.words}>
        <span id={ids.title} className={styles.title}>
          {say(kind.title)}
        </span>
        <span id={ids.help} className={styles.help}>
          {say(kind.help)}
          {kind.source.type === "files" && <span className={styles.origin}>{glimpse?.kept ? t("keptHere") : t("yours")}</span>}
        </span>
      </span>
    </RadioGroup.Item>
  );
}
