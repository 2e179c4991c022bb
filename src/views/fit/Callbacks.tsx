import { callbacks, type AnyCallback, type CallbackName, type CallbackSpec } from "../../callbacks";
import { edits, type Experiment } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { defaultsOf, text, type Fields, type Text } from "../../schema";
import { useApp, useExperiment } from "../../store";
import { Checkbox, FieldsForm, Panel } from "../../ui";
import styles from "./fit.module.css";

const withCallbacks = (doc: Experiment, change: (list: readonly CallbackSpec[]) => readonly CallbackSpec[]): Experiment =>
  edits.setFit(doc, { callbacks: change(doc.fit.callbacks) });

const switched = (doc: Experiment, kind: CallbackName, on: boolean): Experiment =>
  withCallbacks(doc, (list) =>
    on ? [...list, { kind, values: defaultsOf(callbacks.get(kind).fields) }] : list.filter((spec) => spec.kind !== kind),
  );

const withValue = (doc: Experiment, kind: CallbackName, name: string, value: unknown): Experiment =>
  withCallbacks(doc, (list) => list.map((spec) => (spec.kind === kind ? ({ ...spec, values: { ...spec.values, [name]: value } } as CallbackSpec) : spec)));

/** What watches the training and interferes: each kind of callback can be on or off. */
export function Callbacks() {
  const { t } = useTranslation("fit");
  return (
    <Panel title={t("callbacks")}>
      {callbacks.all.map((kind) => (
        <CallbackForm key={kind.kind} kind={kind} />
      ))}
      <p className={styles.muted}>{t("terminateOnNaN")}</p>
    </Panel>
  );
}

/** A figure that is watched has to be measured: none begins with `val_` without validation, and a metric has to be compiled. */
export function unmeasured({ fit, compile }: Experiment, monitor: unknown): Text | null {
  if (typeof monitor !== "string") return null;
  if (monitor.startsWith("val_") && fit.validation.on === "none") {
    return text(`${monitor} is not measured without validation, so this never acts`, `没有验证就不会计算 ${monitor}，此回调不会起作用`);
  }
  const base = monitor.replace(/^val_/, "");
  if (base === "loss" || compile.metrics.some((metric) => metric === base)) return null;
  return text(`${base} is not among the metrics of Compile, so this never acts`, `“编译”步骤的指标中没有 ${base}，此回调不会起作用`);
}

function CallbackForm({ kind }: { readonly kind: AnyCallback }) {
  const say = useText();
  const doc = useExperiment();
  const edit = useApp((state) => state.edit);
  const spec = doc.fit.callbacks.find((callback) => callback.kind === kind.kind);
  // What nobody reads beside these values is left out.
  const idle = (spec && kind.idle?.(spec.values)) ?? [];
  const fields = Object.fromEntries(Object.entries(kind.fields as Fields).filter(([name]) => !idle.includes(name)));
  const silent = spec && "monitor" in spec.values ? unmeasured(doc, spec.values.monitor) : null;
  return (
    <>
      <Checkbox
        label={`${say(kind.title)} · ${kind.kind}`}
        help={say(kind.help)}
        checked={spec !== undefined}
        onChange={(on) => edit((old) => switched(old, kind.kind, on))}
      />
      {spec && (
        <FieldsForm
          idPrefix={`fit-${kind.kind}`}
          fields={fields}
          values={spec.values}
          {...(silent ? { problems: { monitor: silent } } : {})}
          onChange={(name, value, key) => edit((old) => withValue(old, kind.kind, name, value), key)}
        />
      )}
    </>
  );
}
