import { closestCenter, DndContext, DragOverlay, MeasuringStrategy } from "@dnd-kit/core";
import { restrictToVerticalAxis, snapCenterToCursor } from "@dnd-kit/modifiers";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Fragment, useRef } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "../../../i18n";
import { layers as kinds, type LayerKindName } from "../../../layers";
import { useApp, useExperiment } from "../../../store";
import type { Text } from "../../../schema";
import { useExamination } from "../../useExamination";
import { CardFace, LayerCard } from "./LayerCard";
import { Palette, PaletteGhost } from "./Palette";
import styles from "./Stack.module.css";
import { Edge, InputCard, LabelsCard } from "./StackEnds";
import { useDrag } from "./useDrag";
import { landingPlace, useStackActions } from "./useStackActions";

const calm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The palette and the stack. */
export function StackTab() {
  const { t } = useTranslation("define");
  const { layers } = useExperiment();
  const { stack, problems } = useExamination();
  const selected = useApp((state) => state.selected);
  const { actions, said } = useStackActions();
  const list = useRef<HTMLOListElement>(null);
  const { sensors, drag, place, announcements, onDragStart, onDragCancel, onDragEnd } = useDrag(layers, actions, list);
  const fromStack = drag?.dragged.from === "stack" ? layers.findIndex(({ id }) => id === drag.id) : -1;
  const lands = landingPlace(layers, selected);
  const gap = drag?.dragged.from === "palette" ? place : null;
  const problemOf = (id: string): Text | undefined => problems.find(({ path }) => path[0] === "layers" && path[1] === id)?.message;
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      measuring={{ droppable: { strategy: MeasuringStrategy.Always } }}
      modifiers={drag?.dragged.from === "stack" ? [restrictToVerticalAxis] : []}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("dragInstructions") } }}
      onDragStart={onDragStart}
      onDragCancel={onDragCancel}
      onDragEnd={onDragEnd}
    >
      <div className={styles.define}>
        <div className={styles.columns}>
          <Palette after={lands} all={layers.length} onAdd={actions.add} />
          <div className={styles.stack} data-dragging={drag ? "" : undefined}>
            <p className={styles.intro}>{t("shapesAre")}</p>
            <InputCard />
            <SortableContext items={layers.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
              <ol ref={list} className={styles.list} aria-label={t("stackLabel")} aria-describedby="stack-keys">
                {layers.map((spec, i) => (
                  <Fragment key={spec.id}>
                    {gap === i && <DropHere kind={drag!.dragged.kind} />}
                    <LayerCard
                      spec={spec}
                      row={stack.rows[i]!}
                      place={i}
                      count={layers.length}
                      open={selected === spec.id}
                      landing={lands === i}
                      problem={problemOf(spec.id)}
                      actions={actions}
                    />
                  </Fragment>
                ))}
                {gap === layers.length && <DropHere kind={drag!.dragged.kind} />}
                {layers.length === 0 && gap === null && <li className={styles.empty}>{t("empty")}</li>}
              </ol>
            </SortableContext>
            <Edge landing={lands === layers.length && layers.length > 0} />
            <LabelsCard />
            <p id="stack-keys" className={styles.keys}>
              {t("keys")}
            </p>
          </div>
        </div>
        <p role="status" className="visually-hidden">
          {said}
        </p>
      </div>
      {createPortal(
        <DragOverlay modifiers={drag?.dragged.from === "palette" ? [snapCenterToCursor] : []} dropAnimation={drag?.dragged.from === "palette" || calm() ? null : { duration: 160 }}>
          {fromStack >= 0 && <CardFace spec={layers[fromStack]!} row={stack.rows[fromStack]!} />}
          {drag?.dragged.from === "palette" && <PaletteGhost family={kinds.get(drag.dragged.kind).family} kind={drag.dragged.kind} />}
        </DragOverlay>,
        document.body,
      )}
    </DndContext>
  );
}

function DropHere({ kind }: { readonly kind: LayerKindName }) {
  const { t } = useTranslation("define");
  return (
    <li aria-hidden="true" className={styles.gap}>
      <div className={styles.drop}>{t("dropHere", { kind })}</div>
    </li>
  );
}
