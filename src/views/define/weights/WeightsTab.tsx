import { useEffect, useState } from "react";
import { useNumber, useText, useTranslation } from "../../../i18n";
import { Refusal, showShape, showTuple, text, type Text } from "../../../schema";
import { useApp, useExperiment, type TrainedModel } from "../../../store";
import type { ModelData } from "../../../training/protocol";
import { Note, Progress, Table } from "../../../ui";
import { useExamination } from "../../useExamination";
import { WeightCard } from "./WeightCard";
import styles from "./Weights.module.css";

/** `model.get_weights()`: of the model in use, or what there will be to see once there is one. */
export function WeightsTab() {
  const model = useApp(({ models, modelId }) => models.find(({ id }) => id === modelId));
  return model ? <ModelWeights key={model.id} model={model} /> : <PlannedWeights />;
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
  if ("failed" in reading) {
    return (
      <Note tone="bad" title={t("weightsFailed")}>
        {say(reading.failed)}
      </Note>
    );
  }
  return (
    <>
      <p className={styles.intro}>{t("weightsHelp", { title: say(model.title) })}</p>
      <ul className={styles.list}>
        {reading.data.weights.map((weight) => (
          <WeightCard key={`${weight.layer}.${weight.name}`} weight={weight} />
        ))}
      </ul>
    </>
  );
}

/** Names and shapes follow from the layers alone. */
function PlannedWeights() {
  const { t } = useTranslation("define");
  const number = useNumber();
  const { stack } = useExamination();
  const { layers } = useExperiment();
  const rows = stack.rows.flatMap((row, i) =>
    row.weights.map((weight) => ({
      key: `${layers[i]!.id}.${weight.name}`,
      cells: [
        <code key="name">{`${row.name}.${weight.name}`}</code>,
        <code key="shape">{showTuple(weight.shape)}</code>,
        number(weight.shape.reduce((size, side) => size * side, 1)),
        <code key="initializer">{weight.initializer}</code>,
        weight.trainable ? t("yes") : t("no"),
      ],
    })),
  );
  return (
    <>
      <p className={styles.intro}>{t("weightsLater")}</p>
      <Table
        caption={showShape(stack.input)}
        hideCaption
        columns={[{ label: t("weight") }, { label: t("shape") }, { label: t("count"), numeric: true }, { label: t("initializer") }, { label: t("trainable") }]}
        rows={rows}
      />
    </>
  );
}
