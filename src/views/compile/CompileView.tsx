import { useMemo } from "react";
import { losses, metrics, optimizers, readOptimizer, type LossName, type MetricName, type OptimizerName, type OptimizerSpec } from "../../compile";
import { edits, type Experiment } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { useApp, useExperiment } from "../../store";
import { Checkbox, CopyButton, FieldsForm, Panel, RadioCards, Segmented } from "../../ui";
import { NotInKeras } from "../NotInKeras";
import { examinationOf, useExamination } from "../useExamination";
import { compileCall } from "./compileCall";
import styles from "./Compile.module.css";
import { RateFinder } from "./RateFinder";
import { Verdict } from "./Verdict";

/** Step 4: what training minimises, by which rule, and what is measured on the way. */
export function CompileView() {
  return (
    <div className={styles.view}>
      <Verdict />
      <OptimizerPanel />
      <LossPanel />
      <MetricsPanel />
      <KerasCall />
    </div>
  );
}

function OptimizerPanel() {
  const { t } = useTranslation("compile");
  const say = useText();
  const { optimizer } = useExperiment().compile;
  const edit = useApp((state) => state.edit);
  const kind = optimizers.get(optimizer.kind);
  const choose = (name: OptimizerName): void => {
    const read = readOptimizer(name, {}, ["compile", "optimizer"]);
    if (read.ok) edit((doc) => edits.setCompile(doc, { optimizer: read.value }));
  };
  const change = (name: string, value: unknown, gesture: string): void =>
    edit((doc) => {
      const now = doc.compile.optimizer;
      return edits.setCompile(doc, { optimizer: { ...now, values: { ...now.values, [name]: value } } as OptimizerSpec });
    }, gesture);
  return (
    <Panel title={t("optimizer")}>
      <Segmented label={t("optimizer")} value={optimizer.kind} options={optimizers.kinds.map((name) => ({ value: name, label: name }))} onChange={choose} />
      <p className={styles.help}>{say(kind.help)}</p>
      <div className={styles.card}>
        <FieldsForm key={optimizer.kind} fields={kind.fields} values={optimizer.values} idPrefix={`optimizer-${optimizer.kind}`} onChange={change} />
      </div>
      <RateFinder />
    </Panel>
  );
}

/** Keras's name of the switch. */
const logitsSwitch = "from_logits";

function LossPanel() {
  const { t } = useTranslation("compile");
  const say = useText();
  const doc = useExperiment();
  const edit = useApp((state) => state.edit);
  const refusals = useMemo(() => refusedLosses(doc), [doc]);
  const { fromLogits } = losses.get(doc.compile.loss);
  return (
    <Panel title={t("loss")}>
      <RadioCards
        label={t("loss")}
        mono
        value={doc.compile.loss}
        options={losses.all.map(({ kind, help }) => {
          const refused = refusals.get(kind);
          return { value: kind, label: kind, help: say(help), ...(refused ? { warning: say(refused) } : {}) };
        })}
        onChange={(loss: LossName) => edit((now) => edits.setCompile(now, { loss }))}
      />
      {fromLogits && (
        <Checkbox
          label={<code>{logitsSwitch}</code>}
          help={t("fromLogits", { activation: fromLogits.activation })}
          checked={doc.compile.from_logits ?? false}
          onChange={(from_logits) => edit((now) => edits.setCompile(now, { from_logits }))}
        />
      )}
    </Panel>
  );
}

/** Why each of the losses that are not chosen could not work with this output and these labels. */
function refusedLosses(doc: Experiment) {
  return new Map(
    losses.kinds
      .filter((loss) => loss !== doc.compile.loss)
      .map((loss) => [loss, examinationOf(edits.setCompile(doc, { loss })).problems.find(({ path }) => path[0] === "compile")?.message] as const),
  );
}

function MetricsPanel() {
  const { t } = useTranslation("compile");
  const say = useText();
  const chosen = useExperiment().compile.metrics;
  const edit = useApp((state) => state.edit);
  const toggle = (kind: MetricName, on: boolean): void =>
    edit((doc) => edits.setCompile(doc, { metrics: metrics.kinds.filter((name) => (name === kind ? on : doc.compile.metrics.includes(name))) }));
  return (
    <Panel title={t("metrics")}>
      <div className={styles.metrics} role="group" aria-label={t("metrics")}>
        {metrics.all.map(({ kind, help }) => (
          <Checkbox key={kind} label={<code>{kind}</code>} help={say(help)} checked={chosen.includes(kind)} onChange={(on) => toggle(kind, on)} />
        ))}
      </div>
    </Panel>
  );
}

/** The same as a line of Keras. */
function KerasCall() {
  const { t } = useTranslation("compile");
  const doc = useExperiment();
  const { compile } = doc;
  const { stack, threshold } = useExamination();
  const call = compileCall(compile, { output: stack.output ?? [], threshold });
  return (
    <Panel title={t("inKeras")} aside={<CopyButton text={call} />}>
      <pre className={styles.code} role="group" tabIndex={0} aria-label={t("inKeras")}>
        {call}
      </pre>
      <NotInKeras experiment={doc} />
    </Panel>
  );
}
