import { Dices, RefreshCw } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import type { LayerWeight } from "../../../architecture";
import { useNumber, useText, useTranslation } from "../../../i18n";
import type { Run } from "../../../runs";
import { Refusal, text, type Text } from "../../../schema";
import { useApp, useExperiment, type TrainedModel } from "../../../store";
import type { ModelData } from "../../../training/protocol";
import { Button, Note, Progress } from "../../../ui";
import { useAnswer } from "../../samples/useAnswer";
import { examinationOf, useExamination } from "../../useExamination";
import { PlannedWeights } from "./PlannedWeights";
import { mostByThemselves, useCurrentWeights } from "./useCurrentWeights";
import { WeightCard } from "./WeightCard";
import styles from "./Weights.module.css";

/** `model.get_weights()`: of the run under way, of the model in use, or those that a run would begin with. */
export function WeightsTab() {
  const run = useApp(({ runs, runId }) => runs.find(({ id, status }) => id === runId && status !== "ended"));
  const model = useApp(({ models, modelId }) => models.find(({ id }) => id === modelId));
  if (run) return <CurrentWeights key={run.id} run={run} />;
  return model ? <ModelWeights key={model.id} model={model} /> : <InitialWeights />;
}

const WeightList = ({ weights }: { readonly weights: readonly LayerWeight[] }) => (
  <ul className={styles.list}>
    {weights.map((weight) => (
      <WeightCard key={`${weight.layer}.${weight.name}`} weight={weight} />
    ))}
  </ul>
);

function Failed({ message }: { readonly message: Text }) {
  const { t } = useTranslation("define");
  const say = useText();
  return (
    <div className={styles.failed}>
      <Note tone="bad" title={t("weightsFailed")}>
        {say(message)}
      </Note>
    </div>
  );
}

type Reading = { readonly data: ModelData } | { readonly failed: Text } | null;

function ModelWeights({ model }: { readonly model: TrainedModel }) {
  const { t } = useTranslation("define");
  const say = useText();
  const modelData = useApp((state) => state.modelData);
  const [reading, setReading] = useState<Reading>(null);
  useEffect(() => {
    let wanted = true;
    modelData(model.id).then(
      (data) => wanted && setReading({ data }),
      (thrown: unknown) => wanted && setReading({ failed: thrown instanceof Refusal ? thrown.text : text(String(thrown), String(thrown)) }),
    );
    return () => {
      wanted = false;
    };
  }, [model.id, modelData]);
  if (!reading) return <Progress part={null} label={t("weightsReading")} />;
  if ("failed" in reading) return <Failed message={reading.failed} />;
  return (
    <>
      <p className={styles.intro}>{t(model.origin === "run" ? "weightsTrained" : "weightsOpened", { title: say(model.title) })}</p>
      <WeightList weights={reading.data.weights} />
    </>
  );
}

/** Of a run under way or paused. */
function CurrentWeights({ run }: { readonly run: Run }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const { stack } = examinationOf(run.experiment);
  const parameters = stack.trainable + stack.nonTrainable;
  const { answer, message, status, refresh } = useCurrentWeights(run, parameters);
  const when = run.status === "paused" ? "currentPaused" : parameters <= mostByThemselves ? "currentRunning" : "currentMany";
  return (
    <>
      <div className={styles.top}>
        <p className={styles.intro}>{t(when, { n: number(run.number) })}</p>
        <Button icon={<RefreshCw aria-hidden="true" />} disabled={run.status === "starting"} aria-disabled={status === "waiting"} onClick={refresh}>
          {t("refresh")}
        </Button>
      </div>
      {message && <Failed message={message} />}
      {answer ? <WeightList weights={answer.weights} /> : !message && <Progress part={null} label={t("weightsReading")} />}
    </>
  );
}

/** Weights up to which those at the beginning are drawn by themselves. */
const mostDrawn = 5_000_000;

/** Those that training would begin with. */
function InitialWeights() {
  const { t } = useTranslation("define");
  const number = useNumber();
  const { layers, seed } = useExperiment();
  const { stack, flow, problems } = useExamination();
  const { sampleShape: input } = flow;
  const fits = layers.length > 0 && stack.output !== null && !problems.some(({ path }) => path[0] === "preprocessing");
  const parameters = stack.trainable + stack.nonTrainable;
  // Who asks for the numbers of these layers has not asked for those of others.
  const [askedOf, setAskedOf] = useState<typeof layers | null>(null);
  const asked = askedOf === layers;
  const ask = useMemo(() => (fits && (asked || parameters <= mostDrawn) ? { layers, input, seed } : null), [fits, asked, parameters, layers, input, seed]);
  const { answer, message } = useAnswer("initialWeights", ask);
  if (!ask) {
    return (
      <>
        <div className={styles.top}>
          <p className={styles.intro}>{fits ? t("weightsMany", { n: number(parameters) }) : t("configBroken")}</p>
          {fits && (
            <Button icon={<Dices aria-hidden="true" />} onClick={() => setAskedOf(layers)}>
              {t("draw")}
            </Button>
          )}
        </div>
        <PlannedWeights />
      </>
    );
  }
  // An answer that is still there beside a message is that of other layers.
  if (message) return <Failed message={message} />;
  if (!answer) return <Progress part={null} label={t("weightsReading")} />;
  return (
    <>
      <p className={styles.intro}>{t("weightsInitial", { seed })}</p>
      <WeightList weights={answer} />
    </>
  );
}
