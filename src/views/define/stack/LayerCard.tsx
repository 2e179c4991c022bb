import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { GripVertical } from "lucide-react";
import { memo, type CSSProperties, type KeyboardEvent } from "react";
import type { StackRow } from "../../../architecture";
import { useNumber, useText, useTranslation } from "../../../i18n";
import { layerOf, type Family, type LayerSpec } from "../../../layers";
import { showShape, type Text } from "../../../schema";
import { classes, Note, sentence } from "../../../ui";
import { FixButtons } from "../../fixes";
import type { Dragged } from "./dragged";
import { LayerForm } from "./LayerForm";
import styles from "./Stack.module.css";
import { Edge } from "./StackEnds";
import { headId, type StackActions } from "./useStackActions";

export interface LayerCardProps {
  readonly spec: LayerSpec;
  readonly row: StackRow;
  readonly place: number;
  readonly count: number;
  /** Selected: its form is open. */
  readonly open: boolean;
  /** The palette's next layer lands above this one. */
  readonly landing: boolean;
  readonly problem: Text | undefined;
  readonly actions: StackActions;
}

const colourOf = (family: Family): CSSProperties => ({ ["--family" as string]: `var(--family-${family})` });

/** One layer of the stack, and the line that leads to it. Its shape is that of its output. */
export const LayerCard = memo(function LayerCard({ spec, row, place, count, open, landing, problem, actions }: LayerCardProps) {
  const { t } = useTranslation("define");
  const say = useText();
  const data: Dragged = { from: "stack", kind: spec.kind };
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: spec.id, data });
  const layer = layerOf(spec);
  const formId = `form-${spec.id}`;
  const order = { kind: spec.kind, place: place + 1, all: count };
  return (
    <li ref={setNodeRef} className={styles.item} style={{ transform: CSS.Translate.toString(transform), transition }}>
      <Edge landing={landing} />
      <div data-card className={isDragging ? styles.drop : classes(styles.card, open && styles.open, problem && styles.broken)} style={colourOf(layer.family)}>
        {isDragging && <span aria-hidden="true">{t("dropHere", { kind: spec.kind })}</span>}
        {/* The whole head can be dragged by mouse and touch; by keyboard only the grip, whose keys bubble up to here. While
            the layer hangs in the air its head stays, unseen, so that the grip keeps the focus. */}
        <div className={classes(styles.head, isDragging && styles.away)} {...listeners}>
          <button ref={setActivatorNodeRef} type="button" className={styles.grip} {...attributes} aria-label={t("move", order)}>
            <GripVertical aria-hidden="true" />
          </button>
          <button
            id={headId(spec.id)}
            type="button"
            className={styles.face}
            aria-expanded={open}
            aria-controls={open ? formId : undefined}
            aria-describedby={problem ? `${formId}-problem` : undefined}
            onClick={() => actions.toggle(spec.id)}
            onKeyDown={(event) => onCardKey(event, spec.id, place, actions)}
          >
            <Face spec={spec} row={row} place={place} count={count} />
          </button>
        </div>
        {problem && !isDragging && (
          <div className={styles.problem}>
            <Note tone="bad" id={`${formId}-problem`} title={row.problem ? t("cannotWork") : t("doesNotFit")} actions={<FixButtons at={["layers", spec.id]} />}>
              {sentence(say(problem))}
            </Note>
          </div>
        )}
        {open && !isDragging && <LayerForm id={formId} spec={spec} row={row} place={place} count={count} actions={actions} />}
      </div>
    </li>
  );
});

/** The keys that work on a layer without opening it. */
function onCardKey(event: KeyboardEvent, id: string, place: number, actions: StackActions): void {
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step && plain) {
    if (event.altKey) actions.moveBy(id, step);
    else actions.focusAt(place + step);
  } else if ((event.key === "Delete" || event.key === "Backspace") && plain && !event.altKey) {
    actions.remove(id);
  } else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    actions.duplicate(id);
  } else {
    return;
  }
  event.preventDefault();
}

function Face({ spec, row, place, count }: Pick<LayerCardProps, "spec" | "row"> & { readonly place?: number; readonly count?: number }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const layer = layerOf(spec);
  const brief = layer.brief(spec.values);
  const params = row.trainable + row.nonTrainable;
  return (
    <>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.what}>
        <span className={styles.kind}>
          {spec.kind}
          {place !== undefined && count !== undefined && <span className="visually-hidden">{t("nthLayer", { place: place + 1, all: count })}</span>}
        </span>
        {brief && <span className={styles.brief}>{brief}</span>}
      </span>
      <span className={styles.numbers}>
        <span>{row.output ? showShape(row.output) : "—"}</span>
        <span className={styles.params}>{row.output ? t("params", { count: params, n: number(params) }) : ""}</span>
      </span>
    </>
  );
}

/** A closed card without controls: what hangs under the pointer during a drag. */
export function CardFace({ spec, row }: Pick<LayerCardProps, "spec" | "row">) {
  return (
    <div className={classes(styles.card, styles.lifted)} style={colourOf(layerOf(spec).family)}>
      <div className={styles.head}>
        <span className={styles.grip}>
          <GripVertical aria-hidden="true" />
        </span>
        <span className={styles.face}>
          <Face spec={spec} row={row} />
        </span>
      </div>
    </div>
  );
}
