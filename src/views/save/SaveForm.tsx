import { Save } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "../../i18n";
import { useApp, type TrainedModel } from "../../store";
import { Button, TextField } from "../../ui";
import { useExperimentTitle } from "../useExperimentTitle";
import { freeName, longestName } from "./freeName";
import styles from "./save.module.css";

/** Saves the chosen model under a name. The name proposed is new until somebody types another one. */
export function SaveForm({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("save");
  const titleOf = useExperimentTitle();
  const saved = useApp((state) => state.saved);
  const saveModel = useApp((state) => state.saveModel);
  const [typed, setTyped] = useState<string | null>(null);
  const [state, setState] = useState<{ readonly busy: boolean; readonly done: string | null }>({ busy: false, done: null });
  const proposed = freeName(
    titleOf(model.experiment.name),
    saved.map(({ name }) => name),
  );
  const name = typed ?? proposed;
  const taken = saved.some((other) => other.name === name.trim());

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const chosen = name.trim();
    if (!chosen || state.busy) return;
    setState({ busy: true, done: null });
    const done = await saveModel(model.id, chosen);
    setState({ busy: false, done: done ? chosen : null });
    if (done) setTyped(null);
  };

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      <TextField
        label={t("name")}
        value={name}
        maxLength={longestName}
        autoComplete="off"
        problem={name.trim() ? undefined : t("nameNeeded")}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" tone="primary" icon={<Save aria-hidden="true" />} disabled={!name.trim()} aria-disabled={state.busy}>
        {t("save")}
      </Button>
      <p role="status" className={styles.hint}>
        {state.busy ? t("saving") : state.done !== null ? t("savedAs", { name: state.done }) : taken ? t("nameTaken") : ""}
      </p>
    </form>
  );
}
