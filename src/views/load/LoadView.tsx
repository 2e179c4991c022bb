import { datasets } from "../../datasets";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { integer, text, type Fields } from "../../schema";
import { useApp, useExperiment } from "../../store/react";
import { FieldsForm, Panel } from "../../ui";
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
      "Seeds the drawn data, the initial weights, the shuffles and the dropout: the same seed gives the same run.",
      "决定生成的数据、初始权重、打乱顺序和 dropout：种子相同，结果就相同。",
    ),
  }),
};

/** Step 1: which data, where they come from, what they look like. */
export function LoadView() {
  const { t } = useTranslation("load");
  const say = useText();
  const { dataset, seed } = useExperiment();
  const edit = useApp((state) => state.edit);
  const kind = datasets.get(dataset.kind);
  const fields = kind.fields as Fields;
  return (
    <div className={styles.room}>
      <div className={styles.view}>
        <Panel title={t("choose")}>
          <DatasetCards />
        </Panel>
        <NextProblem />
        <div className={styles.chosen}>
          <div>
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
          </div>
          <div className={styles.data}>
            <DataPanel />
          </div>
        </div>
      </div>
    </div>
  );
}
