import { useState } from "react";
import { trainingBytes, weightBytes } from "../../architecture";
import { useNumber, useTranslation } from "../../i18n";
import { showBytes } from "../../schema";
import { useExperiment } from "../../store";
import { Panel, Popover, Tabs } from "../../ui";
import { useExamination } from "../useExamination";
import { flopsText } from "./amounts";
import { ConfigTab } from "./ConfigTab";
import styles from "./Define.module.css";
import { StackTab } from "./stack/StackTab";
import { SummaryTab } from "./SummaryTab";
import { WeightsTab } from "./weights/WeightsTab";

type View = "stack" | "summary" | "config" | "weights";

/** Step 3: the stack of layers, and the same model as Keras shows it. */
export function DefineView() {
  const { t } = useTranslation("define");
  const [view, setView] = useState<View>("stack");
  // Keras's own names are the same in every language.
  return (
    <Panel title={t("layers")} aside={<Totals />}>
      <Tabs
        label={t("views")}
        value={view}
        onChange={setView}
        tabs={[
          { value: "stack", label: t("stack"), content: <StackTab /> },
          { value: "summary", label: t("summary"), content: <SummaryTab /> },
          { value: "config", label: "get_config", content: <ConfigTab /> },
          { value: "weights", label: "get_weights", content: <WeightsTab /> },
        ]}
      />
    </Panel>
  );
}

/** `1,636,146 trainable parameters`; what they cost is behind a button. */
function Totals() {
  const { t } = useTranslation("define");
  const number = useNumber();
  const { stack } = useExamination();
  const trainable = number(stack.trainable);
  return (
    <span className={styles.totals}>
      <span>{stack.nonTrainable ? t("figuresFrozen", { trainable, frozen: number(stack.nonTrainable) }) : t("figures", { trainable })}</span>
      <Popover label={t("cost")}>
        <Costs />
      </Popover>
    </span>
  );
}

/** What the model takes: room for its weights, operations for a sample, memory for a training step. */
function Costs() {
  const { t } = useTranslation("define");
  const number = useNumber();
  const { stack } = useExamination();
  const batch = useExperiment().fit.batch_size;
  return (
    <dl className={styles.costs}>
      <div>
        <dt>{t("costWeights")}</dt>
        <dd>{showBytes(weightBytes(stack))}</dd>
        <dd className={styles.costHelp}>{t("costWeightsHelp")}</dd>
      </div>
      <div>
        <dt>{t("costOperations")}</dt>
        <dd>{flopsText(stack.flops)}</dd>
        <dd className={styles.costHelp}>{t("costOperationsHelp")}</dd>
      </div>
      <div>
        <dt>{t("costMemory")}</dt>
        <dd>{t("atLeast", { bytes: showBytes(trainingBytes(stack, batch)) })}</dd>
        <dd className={styles.costHelp}>{t("memoryHelp", { batch: number(batch) })}</dd>
      </div>
    </dl>
  );
}
