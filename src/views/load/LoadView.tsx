import { datasets } from "../../datasets";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { integer, text, type Fields } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import { classes, FieldsForm, Panel } from "../../ui";
import { DataPanel } from "./DataPanel";
import { DatasetCards } from "./DatasetCards";
import styles from "./load.module.css";
import { NextProblem } from "./NextProblem";

/** The seed is a field of the document, not of a kind; its form is drawn like any other. */
const seedFields = {
  seed: integer({
    default: 100,
    min: 0,
    max: 4_294_967_295,
    label: text("Random seed", "随机种子"),
    help: text(
      "Determines the drawn data, the initial weights, the shuffling and the dropout. The same seed gives the same run.",
      "决定生成的数据、初始权重、打乱顺序和 dropout：种子相同，结果就相同。",
    ),
  }),
};

/** Step 1: which data, where they come from, what they look like. */
export function LoadView() {
  const { t } = useTranslation("load");
  const hasFields = Object.keys(datasets.get(useExperiment().dataset.kind).fields).length > 0;
  return (
    <div className={styles.room}>
      <div className={styles.view}>
        <Panel title={t("choose")}>
          <DatasetCards />
        </Panel>
        <NextProblem />
        <div className={classes(styles.chosen, !hasFields && styles.single)}>
          {hasFields && <Settings />}
          <div className={styles.data}>
            <DataPanel />
          </div>
          {/* The seed alone does not need a column. */}
          {!hasFields && <Settings />}
        </div>
      </div>
    </div>
  );
}

/** The parameters of the chosen data set, and the seed. */
function Settings() {
  const { t } = useTranslation("load");
  const say = useText();
  const { dataset, seed } = useExperiment();
  const edit = useApp((state) => state.edit);
  const kind = datasets.get(dataset.kind);
  const fields = kind.fields as Fields;
  return (
    <Panel title={t("settings", { name: say(kind.title) })} level={4}>
      {Object.keys(fields).length > 0 && (
        <FieldsForm
          key={dataset.kind}
          fields={fields}
          values={dataset.values}
          idPrefix="dataset"
          onChange={(name, value, gesture) =>
            edit((doc) => edits.setDataset(doc, { ...doc.dataset, values: { ...doc.dataset.values, [name]: value } } as typeof doc.dataset), gesture)
          }
        />
      )}
      <FieldsForm
        fields={seedFields}
        values={{ seed }}
        idPrefix="experiment"
        onChange={(_name, value, gesture) => edit((doc) => edits.setSeed(doc, value as number), gesture)}
      />
    </Panel>
  );
}
