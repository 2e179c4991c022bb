import { ArrowDown, ArrowUp, Copy, Trash2 } from "lucide-react";
import type { StackRow } from "../../../architecture";
import { useNumber, useText, useTranslation } from "../../../i18n";
import { layerOf, type LayerSpec } from "../../../layers";
import { sizeOf } from "../../../schema";
import { FieldsForm, IconButton } from "../../../ui";
import styles from "./Stack.module.css";
import { headId, type StackActions } from "./useStackActions";

interface LayerFormProps {
  readonly id: string;
  readonly spec: LayerSpec;
  readonly row: StackRow;
  readonly place: number;
  readonly count: number;
  readonly actions: StackActions;
}

/** The open card: what the layer does, its parameters, where its weights come from, and what can be done with it. */
export function LayerForm({ id, spec, row, place, count, actions }: LayerFormProps) {
  const { t } = useTranslation("define");
  const say = useText();
  const layer = layerOf(spec);
  return (
    <div
      id={id}
      role="group"
      aria-labelledby={headId(spec.id)}
      className={styles.form}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        actions.toggle(spec.id);
        actions.focusAt(place);
      }}
    >
      <div className={styles.about}>
        <p>{say(layer.help)}</p>
        <div className={styles.tools}>
          <IconButton tone="quiet" label={t("up")} icon={<ArrowUp aria-hidden="true" />} disabled={place === 0} onClick={() => actions.moveBy(spec.id, -1)} />
          <IconButton tone="quiet" label={t("down")} icon={<ArrowDown aria-hidden="true" />} disabled={place === count - 1} onClick={() => actions.moveBy(spec.id, 1)} />
          <IconButton tone="quiet" label={t("duplicate")} icon={<Copy aria-hidden="true" />} onClick={() => actions.duplicate(spec.id)} />
          <IconButton tone="quiet" label={t("remove")} icon={<Trash2 aria-hidden="true" />} onClick={() => actions.remove(spec.id)} />
        </div>
      </div>
      {Object.keys(layer.fields).length ? (
        <FieldsForm
          fields={layer.fields}
          values={spec.values}
          idPrefix={spec.id}
          onChange={(name, value, gesture) => actions.setValue(spec.id, name, value, gesture)}
        />
      ) : (
        <p className={styles.none}>{t("noParameters")}</p>
      )}
      <WeightSum row={row} />
    </div>
  );
}

/** Where the parameter count comes from: `kernel 512 × 120 = 61,440 · bias 120`. */
function WeightSum({ row }: { readonly row: StackRow }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  if (!row.output) return null;
  return (
    <p className={styles.weights}>
      <span>{row.name}</span>
      {row.weights.length === 0 && <span>{t("noWeights")}</span>}
      {row.weights.map(({ name, shape }) => (
        <span key={name}>
          {name} {shape.map((side) => number(side)).join(" × ")}
          {shape.length > 1 && ` = ${number(sizeOf(shape))}`}
        </span>
      ))}
    </p>
  );
}
