import { datasets } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { latestLogs, type Run } from "../../runs";
import { showDuration } from "../../schema";
import { useExperiment } from "../../store";
import { Figure, Figures } from "../../ui";
import { headline } from "./curves";
import { useRunWords } from "./useRunWords";

/** The four figures at a glance. Where nothing is held back for validation they are those of the training itself. */
export function RunFigures({ run }: { readonly run: Run | undefined }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const number = useNumber();
  const { figure, nameOf, took } = useRunWords();
  const doc = useExperiment();
  const experiment = run?.experiment ?? doc;
  const validated = experiment.fit.validation.on !== "none";
  const metric = headline(experiment);
  const logs = run ? latestLogs(run) : {};
  // While an epoch runs its own training figures are newer than those of the last one that ended.
  const training = run?.end ? logs : { ...logs, ...run?.now?.logs };
  const pair = (name: string) =>
    validated ? (
      <Figure label={nameOf(`val_${name}`)} value={figure(logs[`val_${name}`])} note={t("trainNote", { value: figure(training[name]) })} />
    ) : (
      <Figure label={nameOf(name)} value={figure(training[name])} />
    );
  const images = datasets.get(experiment.dataset.kind).view === "images";
  return (
    <Figures>
      {metric && pair(metric)}
      {pair("loss")}
      <Figure label={t(images ? "imagesPerSecond" : "pointsPerSecond")} value={run?.now ? number(Math.round(run.now.samplesPerSecond)) : "–"} />
      {run?.end ? <Figure label={t("took")} value={took(run.end.seconds)} /> : <Figure label={t("timeLeft")} value={run?.now ? say(showDuration(run.now.secondsLeft)) : "–"} />}
    </Figures>
  );
}
