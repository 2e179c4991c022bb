import { useNumber, useTranslation } from "../../../i18n";
import { showShape, showTuple } from "../../../schema";
import { useExperiment } from "../../../store";
import { Table } from "../../../ui";
import { useExamination } from "../../useExamination";

/** Names and shapes, which follow from the layers alone: where no numbers are drawn. */
export function PlannedWeights() {
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
    <Table
      caption={showShape(stack.input)}
      hideCaption
      columns={[{ label: t("weight") }, { label: t("shape") }, { label: t("count"), numeric: true }, { label: t("initializer") }, { label: t("trainable") }]}
      rows={rows}
    />
  );
}
