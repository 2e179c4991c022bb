import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ArrowRight, ChevronDown, ChevronUp, GripVertical, Trash2 } from "lucide-react";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { steps, type Flow, type Statistics, type StepSpec } from "../../preprocessing";
import { showShape, type Fields, type Text } from "../../schema";
import { useApp } from "../../store/react";
import { classes, FieldsForm, Help, IconButton, Note, sentence } from "../../ui";
import { FixButtons } from "../fixes";
import styles from "./preprocess.module.css";
import { StatisticsTable } from "./StatisticsTable";

/** One step: its name and form, what it does to the shape, what it took from the training part, what is wrong with it. */
export function StepCard({ spec, place, last, row, problem, statistics, onMove }: {
  readonly spec: StepSpec;
  readonly place: number;
  readonly last: boolean;
  readonly row: Flow["rows"][number];
  readonly problem: Text | null;
  readonly statistics: Statistics | undefined;
  readonly onMove: (to: number) => void;
}) {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const edit = useApp((state) => state.edit);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: spec.id });
  const step = steps.get(spec.kind);
  const fields = step.fields as Fields;
  const name = say(step.title);
  return (
    <li
      ref={setNodeRef}
      className={classes(styles.step, isDragging && styles.dragged, problem && styles.wrong)}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={styles.head}>
        <button ref={setActivatorNodeRef} type="button" className={styles.grip} {...attributes} {...listeners} aria-label={t("drag", { name })}>
          <GripVertical aria-hidden="true" />
        </button>
        <h4 className={styles.name}>{name}</h4>
        <Help about={name}>
          <p>{say(step.help)}</p>
        </Help>
        <span className={styles.tools}>
          <IconButton tone="quiet" label={t("up", { name })} icon={<ChevronUp aria-hidden="true" />} disabled={place === 0} onClick={() => onMove(place - 1)} />
          <IconButton tone="quiet" label={t("down", { name })} icon={<ChevronDown aria-hidden="true" />} disabled={last} onClick={() => onMove(place + 1)} />
          <IconButton tone="quiet" label={t("remove", { name })} icon={<Trash2 aria-hidden="true" />} onClick={() => edit((doc) => edits.removeStep(doc, spec.id))} />
        </span>
      </div>
      <div className={styles.body}>
        {Object.keys(fields).length > 0 && (
          <FieldsForm
            fields={fields}
            values={spec.values}
            idPrefix={`step-${spec.id}`}
            onChange={(field, value, gesture) => edit((doc) => edits.setStepValues(doc, spec.id, { [field]: value }), gesture)}
          />
        )}
        <p className={styles.shapes}>
          <span>{step.target === "samples" ? t("samplesShape") : t("labelsShape")}</span>
          <code>{showShape(row.before)}</code>
          <ArrowRight role="img" aria-label={t("becomes")} />
          <code>{row.after.ok ? showShape(row.after.value) : "?"}</code>
        </p>
        {problem && (
          <Note tone="bad" actions={<FixButtons at={["preprocessing", spec.id]} />}>
            <p>{sentence(say(problem))}</p>
          </Note>
        )}
        {statistics && Object.keys(statistics).length > 0 && <StatisticsTable name={name} statistics={statistics} picture={row.before.length > 1} />}
      </div>
    </li>
  );
}
