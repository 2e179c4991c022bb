import { useTranslation } from "../../i18n";
import { edits, presetOf, type Validation } from "../../experiment";
import { useApp, useExperiment } from "../../store";
import { FieldsForm, Panel, Segmented } from "../../ui";
import { splitField } from "./fields";
import styles from "./fit.module.css";

/** What the model is measured on after every epoch: never what it was trained on. */
export function ValidationForm() {
  const { t } = useTranslation("fit");
  const { name, fit } = useExperiment();
  const { validation } = fit;
  const edit = useApp((state) => state.edit);
  const set = (next: Validation, key?: string): void => edit((old) => edits.setFit(old, { validation: next }), key);
  const choose = (on: Validation["on"]): void => set(on === "split" ? { on, share: splitField.validation_split.default } : { on });
  const help = { test: t("onTestHelp"), split: t("onSplitHelp"), none: t("onNoneHelp") }[validation.on];
  return (
    <Panel title={t("validationTitle")}>
      <div className={styles.choice}>
        <Segmented
          label={t("validationTitle")}
          options={[
            { value: "test", label: t("onTest") },
            { value: "split", label: t("onSplit") },
            { value: "none", label: t("onNone") },
          ]}
          value={validation.on}
          onChange={choose}
        />
      </div>
      <p className={styles.muted}>{help}</p>
      {validation.on === "test" && presetOf(name)?.asPublished && <p className={styles.muted}>{t("asPublished")}</p>}
      {validation.on === "split" && (
        <FieldsForm
          idPrefix="fit-split"
          fields={splitField}
          values={{ validation_split: validation.share }}
          onChange={(_name, value, key) => set({ on: "split", share: value as number }, key)}
        />
      )}
    </Panel>
  );
}
