import { datasets } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { steps } from "../../preprocessing";
import { showPath, type Problem } from "../../schema";
import { useApp, useExperiment, type StepId } from "../../store";
import { Button, Note } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./fit.module.css";
import { MemoryByPlay } from "./Memory";

/** What keeps the document from training, or will most likely end it, each with the way there: a layer, a step, the data, the memory. */
export function Obstacles() {
  const { problems } = useExamination();
  return (
    <div id="fit-obstacles" className={styles.obstacles}>
      <MissingData />
      <Problems problems={problems} />
      <MemoryByPlay />
    </div>
  );
}

function MissingData() {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  const { kind } = useExperiment().dataset;
  const data = useApp((state) => state.data);
  const goTo = useApp((state) => state.goTo);
  const name = say(datasets.get(kind).title);
  const there = useApp((state) => state.step === "load");
  const lead = there ? undefined : <Button onClick={() => goTo("load")}>{t("goLoad")}</Button>;
  switch (data.status) {
    case "ready":
      return null;
    case "opening":
      return <p className={styles.muted}>{t("dataOpening", { name })}</p>;
    case "importing":
      return <p className={styles.muted}>{t("dataImporting", { name, percent: number(data.part, { style: "percent" }) })}</p>;
    case "missing":
      return (
        <Note tone="info" title={t("dataMissing", { name })} actions={lead}>
          <p>{t("dataMissingHelp")}</p>
        </Note>
      );
    case "failed":
      return (
        <Note tone="bad" title={t("dataFailed", { name })} actions={lead}>
          <p>{say(data.message)}</p>
        </Note>
      );
  }
}

interface Place {
  readonly step: StepId;
  readonly name: string;
  readonly open: () => void;
}

function Problems({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const placeOf = usePlaces();
  const here = useApp((state) => state.step);
  if (problems.length === 0) return null;
  return (
    <Note tone="warn" title={t("cannotTrain")}>
      <ul className={styles.problems}>
        {problems.map((problem) => {
          const place = placeOf(problem.path);
          return (
            <li key={showPath(problem.path) + problem.message.en}>
              <button type="button" className={styles.link} onClick={place.open}>
                {place.name}
              </button>
              {/* The open step says it itself, beside what is to be changed. */}
              <span>{place.step === here ? t("explainedHere") : say(problem.message)}</span>
            </li>
          );
        })}
      </ul>
    </Note>
  );
}

/** Names the place that a problem's path leads to, and opens it. */
export function usePlaces(): (path: Problem["path"]) => Place {
  const { t } = useTranslation("fit");
  const { t: shell } = useTranslation("shell");
  const say = useText();
  const doc = useExperiment();
  const [goTo, select] = [useApp((state) => state.goTo), useApp((state) => state.select)];
  return ([part, id]) => {
    if (part === "layers") {
      const at = doc.layers.findIndex((layer) => layer.id === id);
      const open = (): void => {
        goTo("define");
        if (at >= 0) select(doc.layers[at]!.id);
      };
      return { step: "define", open, name: at < 0 ? shell("define") : t("layer", { n: at + 1, kind: doc.layers[at]!.kind }) };
    }
    if (part === "preprocessing") {
      const spec = doc.preprocessing.find((step) => step.id === id);
      return { step: "preprocess", open: () => goTo("preprocess"), name: spec ? say(steps.get(spec.kind).title) : shell("preprocess") };
    }
    const step: StepId = part === "compile" || part === "fit" ? part : "define";
    return { step, open: () => goTo(step), name: shell(step) };
  };
}
