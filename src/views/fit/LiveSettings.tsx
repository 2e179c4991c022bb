import { useState } from "react";
import { optimizers } from "../../compile";
import { useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { useApp } from "../../store";
import { Button, FieldsForm } from "../../ui";
import { fitFields } from "./fields";
import styles from "./fit.module.css";

/** What can be changed while a run is under way: how many epochs, and how fast it learns. The document stays as it is. */
export function LiveSettings({ run }: { readonly run: Run }) {
  const { t } = useTranslation("fit");
  const change = useApp((state) => state.change);
  // Only what was typed and not applied yet; everything else follows the run.
  const [typed, setTyped] = useState<{ readonly epochs?: number; readonly learning_rate?: number }>({});
  const fields = { learning_rate: optimizers.get(run.experiment.compile.optimizer.kind).fields.learning_rate, epochs: fitFields.epochs };
  const rate = Number(run.learningRate.toPrecision(6));
  const values = { learning_rate: typed.learning_rate ?? rate, epochs: typed.epochs ?? run.planned };
  const changed = values.learning_rate !== rate || values.epochs !== run.planned;
  const apply = (): void => {
    if (values.learning_rate !== rate) change({ what: "learning_rate", value: values.learning_rate });
    if (values.epochs !== run.planned) change({ what: "epochs", value: values.epochs });
    setTyped({});
  };
  return (
    <form
      className={styles.live}
      aria-label={t("live")}
      onSubmit={(event) => {
        event.preventDefault();
        if (changed) apply();
      }}
    >
      <FieldsForm idPrefix="live" fields={fields} values={values} onChange={(name, value) => setTyped((old) => ({ ...old, [name]: value as number }))} />
      <Button type="submit" aria-disabled={!changed}>
        {t("apply")}
      </Button>
    </form>
  );
}
