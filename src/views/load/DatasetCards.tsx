import { RadioGroup } from "radix-ui";
import { datasets, type DatasetName } from "../../datasets";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { defaultsOf } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import { DatasetThumb } from "./DatasetThumb";
import styles from "./load.module.css";

/** Every data set of the registry as a card; one is chosen. */
export function DatasetCards() {
  const { t } = useTranslation("load");
  const say = useText();
  const { dataset, seed } = useExperiment();
  const edit = useApp((state) => state.edit);
  const choose = (kind: DatasetName): void =>
    edit((doc) => edits.setDataset(doc, { kind, values: defaultsOf(datasets.get(kind).fields) }));
  return (
    <RadioGroup.Root className={styles.cards} aria-label={t("sets")} value={dataset.kind} onValueChange={choose}>
      {datasets.all.map((kind) => (
        <RadioGroup.Item key={kind.kind} value={kind.kind} className={styles.card} aria-label={say(kind.title)} aria-describedby={`dataset-${kind.kind}-help`}>
          <span className={styles.thumb} aria-hidden="true">
            <DatasetThumb kind={kind} spec={dataset.kind === kind.kind ? dataset : null} seed={seed} />
          </span>
          <span className={styles.words}>
            <span className={styles.title}>{say(kind.title)}</span>
            <span id={`dataset-${kind.kind}-help`} className={styles.help}>
              {say(kind.help)}
            </span>
            {kind.source.type === "files" && <span className={styles.origin}>{t("yours")}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
