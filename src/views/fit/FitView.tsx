import { useNumber, useText, useTranslation } from "../../i18n";
import { edits } from "../../experiment";
import { useApp, useExperiment } from "../../store";
import { Button, FieldsForm, Figure, Figures, Note, Panel } from "../../ui";
import { useExamination } from "../useExamination";
import { Callbacks } from "./Callbacks";
import { fitFields, seedField } from "./fields";
import styles from "./fit.module.css";
import { HistoryTable } from "./HistoryTable";
import { splitCounts } from "./split";
import { MemoryFigure, MemoryNote, useMemoryEstimate, useSampleCounts } from "./Memory";
import { useShownRun } from "./useRun";
import { ValidationForm } from "./ValidationForm";

/** Step 5: how long and in what portions to train, what to validate on, when to stop. */
export function FitView() {
  const { t } = useTranslation("fit");
  const doc = useExperiment();
  const edit = useApp((state) => state.edit);
  const run = useShownRun();
  return (
    <div className={styles.view}>
      <Panel title={t("settings")}>
        <Portions />
        <FieldsForm
          idPrefix="fit"
          fields={fitFields}
          values={doc.fit}
          onChange={(name, value, key) => edit((old) => edits.setFit(old, { [name]: value }), key)}
        />
        <FieldsForm
          idPrefix="fit-seed"
          fields={seedField}
          values={doc}
          onChange={(_name, value, key) => edit((old) => edits.setSeed(old, value as number), key)}
        />
      </Panel>
      <ValidationForm />
      <Callbacks />
      <Advice />
      <Panel title={t("historyTitle")}>
        <HistoryTable run={run} />
      </Panel>
    </div>
  );
}

/** What the settings come to: `50,000 / 1,000 = 50` steps an epoch. */
function Portions() {
  const { t } = useTranslation("fit");
  const number = useNumber();
  const { fit } = useExperiment();
  const counts = useSampleCounts();
  const { train, validation, steps } = splitCounts(fit.validation, counts, fit.batch_size);
  const memory = useMemoryEstimate();
  return (
    <>
      <Figures>
        <Figure label={t("trainSamples")} value={number(train)} />
        <Figure label={t("validationSamples")} value={number(validation)} />
        <Figure label={t("stepsPerEpoch")} value={number(steps)} note={t("stepsHow", { samples: number(train), batch: number(fit.batch_size), steps: number(steps) })} />
        <Figure label={t("stepsInAll")} value={number(steps * fit.epochs)} />
        <MemoryFigure estimate={memory} />
      </Figures>
      <MemoryNote estimate={memory} />
    </>
  );
}

/** What would train but is seldom meant. */
function Advice() {
  const { t } = useTranslation("fit");
  const say = useText();
  const goTo = useApp((state) => state.goTo);
  const { problems, advice } = useExamination();
  if (problems.length > 0 || advice.length === 0) return null;
  return (
    <Note tone="info" title={t("advice")} actions={<Button onClick={() => goTo("compile")}>{t("goCompile")}</Button>}>
      {advice.map(({ message }) => (
        <p key={message.en}>{say(message)}</p>
      ))}
    </Note>
  );
}
