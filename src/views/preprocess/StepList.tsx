import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type Announcements, type UniqueIdentifier } from "@dnd-kit/core";
import { restrictToParentElement, restrictToVerticalAxis } from "@dnd-kit/modifiers";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useState } from "react";
import { edits } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { steps as kinds, type Flow, type Statistics, type StepSpec } from "../../preprocessing";
import type { Problem } from "../../schema";
import { useApp } from "../../store/react";
import type { PreprocessingPreview } from "../../training/protocol";
import styles from "./preprocess.module.css";
import { StepCard } from "./StepCard";

/** What a step took from the training part, unless it has been changed since. */
const statisticsOf = (preview: PreprocessingPreview | undefined, { id, values }: StepSpec): Statistics | undefined =>
  preview?.fitted.steps.find(({ spec }) => spec.id === id && JSON.stringify(spec.values) === JSON.stringify(values))?.statistics;

/** The steps in order. They can be moved by pointer, by touch, by the keyboard on the handle, and by buttons. */
export function StepList({ steps, flow, problems, preview }: {
  readonly steps: readonly StepSpec[];
  readonly flow: Flow;
  readonly problems: readonly Problem[];
  readonly preview: PreprocessingPreview | undefined;
}) {
  const { t } = useTranslation("preprocess");
  const say = useText();
  const edit = useApp((state) => state.edit);
  const [said, setSaid] = useState("");
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const placeOf = (id: UniqueIdentifier): number => steps.findIndex((step) => step.id === id);
  const nameOf = (id: UniqueIdentifier): string => say(kinds.get(steps[placeOf(id)]!.kind).title);
  const words = (id: UniqueIdentifier, over: UniqueIdentifier | undefined) => ({ name: nameOf(id), place: placeOf(over ?? id) + 1, all: steps.length });
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("lifted", words(active.id, undefined)),
    onDragOver: ({ active, over }) => t("moved", words(active.id, over?.id)),
    onDragEnd: ({ active, over }) => t("dropped", words(active.id, over?.id)),
    onDragCancel: ({ active }) => t("leftThere", { name: nameOf(active.id) }),
  };
  const move = (id: string, to: number): void => {
    edit((doc) => edits.moveStep(doc, id, to));
    setSaid(t("moved", { name: nameOf(id), place: to + 1, all: steps.length }));
  };
  if (!steps.length) return <p className={styles.empty}>{t("empty")}</p>;
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      modifiers={[restrictToVerticalAxis, restrictToParentElement]}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("dragHelp") } }}
      onDragEnd={({ active, over }) => {
        if (over && over.id !== active.id) edit((doc) => edits.moveStep(doc, String(active.id), placeOf(over.id)));
      }}
    >
      <SortableContext items={steps.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={styles.steps}>
          {steps.map((spec, i) => (
            <StepCard
              key={spec.id}
              spec={spec}
              place={i}
              last={i === steps.length - 1}
              row={flow.rows[i]!}
              problem={problems.find(({ path }) => path[1] === spec.id)?.message ?? null}
              statistics={statisticsOf(preview, spec)}
              onMove={(to) => move(spec.id, to)}
            />
          ))}
        </ol>
      </SortableContext>
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </DndContext>
  );
}
