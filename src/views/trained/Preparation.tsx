import { useEffect, useId, useRef, useState } from "react";
import { datasets } from "../../datasets";
import { bestPreparations, outputMisfit, preparations, preparedBy, type PreparationName } from "../../experiment";
import { useListing, useNumber, useText, useTranslation } from "../../i18n";
import { steps as stepKinds, type StepSpec } from "../../preprocessing";
import { useApp } from "../../store/react";
import type { Preparation as Asked, TrainedModel } from "../../store/state";
import { Button, Note, RadioCards, type RadioCard } from "../../ui";
import { useFigure } from "../samples/useFigure";
import styles from "./trained.module.css";

/** Asks how the inputs of a model were prepared whose file does not say so; once chosen, says what was and lets it be changed. */
export function Preparation({ model }: { readonly model: TrainedModel }) {
  return model.preparation ? <Question key={model.id} model={model} asked={model.preparation} /> : null;
}

function Question({ model, asked }: { readonly model: TrainedModel; readonly asked: Asked }) {
  const { t } = useTranslation("evaluate");
  const choose = useApp((state) => state.choosePreparation);
  const [open, setOpen] = useState(asked.chosen === null);
  const panel = useId();
  const options = useOptions(model, asked);
  const describe = useStepNames();
  useCompared(model, asked);
  const chosen = asked.chosen === null ? undefined : options.find(({ value }) => value === asked.chosen);
  if (chosen && !open) {
    return (
      <p className={styles.prepared} role="status">
        <span>{t("preparedBy", { name: chosen.label })}</span>
        <Button aria-expanded={false} aria-label={`${t("preparedChange")}: ${t("prepared")}`} onClick={() => setOpen(true)}>
          {t("preparedChange")}
        </Button>
      </p>
    );
  }
  return (
    <section aria-labelledby={panel}>
      <Note tone="warn">
        <p id={panel} className={styles.asked}>
          {t("preparedAsk")}
        </p>
        <p>
          {t("preparedWhy")} {asked.chosen === null && t("preparedUntil", { steps: describe(model.experiment.preprocessing) })}
        </p>
        <RadioCards label={t("prepared")} options={options} value={asked.chosen ?? ("" as PreparationName)} onChange={(name) => void choose(model.id, name)} />
        <Comparison model={model} asked={asked} />
      </Note>
    </section>
  );
}

/** The four choices with what they mean for these data, and how each does on the test set. */
function useOptions({ experiment }: TrainedModel, { document, largest, scores }: Asked): readonly RadioCard<PreparationName>[] {
  const { t } = useTranslation("evaluate");
  const figure = useFigure();
  const number = useNumber();
  const describe = useStepNames();
  const bytes = datasets.get(experiment.dataset.kind).view === "images";
  const steps = (name: PreparationName): string => describe(preparedBy(name, document, bytes, largest));
  const words: Readonly<Record<PreparationName, { readonly label: string; readonly help: string }>> = {
    plain: { label: t("preparedPlain"), help: t("preparedPlainHelp") },
    bytes: { label: t("preparedBytes"), help: t("preparedBytesHelp") },
    signed: { label: t("preparedSigned"), help: t("preparedSignedHelp", { steps: steps("signed") }) },
    document: { label: t("preparedDocument"), help: t("preparedDocumentHelp", { steps: steps("document") }) },
  };
  const least = bestPreparations(scores);
  return preparations.map((value) => {
    const { label, help } = words[value];
    const score = scores[value];
    if (!score) return { value, label, help };
    const accuracy = number(score.accuracy, { minimumFractionDigits: 3, maximumFractionDigits: 4 });
    const best = least.includes(value) ? ` · ${t("preparedBest")}` : "";
    return { value, label, help: `${help} ${t("preparedScore", { loss: figure(score.loss), accuracy })}${best}` };
  });
}

/** `Rescale (÷ 255), Z-score (all values)`: what the steps do to the numbers and shapes of the samples. */
function useStepNames(): (steps: readonly StepSpec[]) => string {
  const { t } = useTranslation("evaluate");
  const say = useText();
  const listing = useListing();
  return (steps) => {
    const names = steps.flatMap((spec) => {
      const kind = stepKinds.get(spec.kind);
      if (kind.target === "labels") return [];
      const [title, brief] = [say(kind.title), say(kind.brief(spec.values))];
      return [brief ? t("preparedStep", { title, brief }) : title];
    });
    return listing(names) || t("preparedNothing");
  };
}

const mayCompare = (model: TrainedModel, { scores, comparing }: Asked): boolean => !comparing && !Object.keys(scores).length && !outputMisfit(model.experiment);

/** Tries the choices out by itself once, unless a run is going on, which that would slow down. */
function useCompared(model: TrainedModel, asked: Asked): void {
  const compare = useApp((state) => state.comparePreparations);
  const idle = useApp(({ data, runs, evaluating }) => data.status === "ready" && evaluating === null && runs.every(({ status }) => status === "ended"));
  const tried = useRef(false);
  const may = idle && mayCompare(model, asked);
  useEffect(() => {
    if (!may || tried.current) return;
    tried.current = true;
    void compare(model.id);
  }, [may, compare, model.id]);
}

function Comparison({ model, asked }: { readonly model: TrainedModel; readonly asked: Asked }) {
  const { t } = useTranslation("evaluate");
  const compare = useApp((state) => state.comparePreparations);
  const ready = useApp(({ data }) => data.status === "ready");
  return (
    <p role="status" className={styles.comparing}>
      {asked.comparing ? t("preparedComparing") : ready && mayCompare(model, asked) && <Button onClick={() => void compare(model.id)}>{t("preparedCompare")}</Button>}
    </p>
  );
}
