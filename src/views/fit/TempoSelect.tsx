import { useNumber, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { tempoChoices, useApp, useExperiment, viewOf } from "../../store";
import { Help, Select } from "../../ui";
import styles from "./fit.module.css";

const full = "full";

/** How fast training may go: slowed down, a net can be watched while it learns. */
export function TempoSelect({ live }: { readonly live: Run | undefined }) {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const doc = useExperiment();
  const tempo = useApp(({ tempos }) => tempos[viewOf(live?.experiment ?? doc)]);
  const setTempo = useApp((state) => state.setTempo);
  const options = tempoChoices.map((choice) => ({
    value: choice?.toString() ?? full,
    label: choice === null ? t("tempoFull") : t("tempoBatches", { count: choice, shown: number(choice) }),
  }));
  return (
    <div className={styles.tempo}>
      <Select
        label={t("tempo")}
        options={options}
        value={tempo?.toString() ?? full}
        onChange={(value) => setTempo(value === full ? null : Number(value))}
      />
      <Help about={t("tempo")}>{t("tempoHelp")}</Help>
    </div>
  );
}
