import {
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
  type DragStartEvent,
  type KeyboardCoordinateGetter,
  type UniqueIdentifier,
} from "@dnd-kit/core";
import { useCallback, useEffect, useRef, useState, type RefObject } from "react";
import { useTranslation } from "../../../i18n";
import type { LayerSpec } from "../../../layers";
import { dropPlace, type Dragged } from "./dragged";
import type { StackActions } from "./useStackActions";

/** How far outside the stack a new layer may be let go and still fall into it, in pixels. */
const reach = 24;

export interface Drag {
  readonly id: UniqueIdentifier;
  readonly dragged: Dragged;
}

/** Dragging by mouse, touch (after a short press, so that a swipe still scrolls) and keyboard. */
export function useDrag(specs: readonly LayerSpec[], actions: StackActions, list: RefObject<HTMLElement | null>) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const [place, setPlace] = useState<number | null>(null);
  const lastPlace = useRef<number | null>(null);
  const byKeyboard = useKeyboardPlaces(specs);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: byKeyboard.coordinates }),
  );

  const fromPalette = drag?.dragged.from === "palette";
  const follow = useCallback(
    (x: number, y: number) => {
      const element = list.current;
      if (!element) return;
      const box = element.getBoundingClientRect();
      const over = x > box.left - reach && x < box.right + reach && y > box.top - reach && y < box.bottom + reach;
      const cards = [...element.querySelectorAll("[data-card]")].map((card) => card.getBoundingClientRect());
      lastPlace.current = over ? dropPlace(cards, y) : null;
      setPlace(lastPlace.current);
    },
    [list],
  );
  // A new layer opens a gap where it would go, which moves the cards: their places are read afresh at every move. Near an
  // edge the page scrolls by itself, and moves them under a pointer that rests.
  useEffect(() => {
    if (!fromPalette) return;
    let last: { readonly clientX: number; readonly clientY: number } | undefined;
    const look = (): void => {
      if (last) follow(last.clientX, last.clientY);
    };
    const onMouse = (event: MouseEvent): void => {
      last = event;
      look();
    };
    const onTouch = (event: TouchEvent): void => {
      last = event.touches[0] ?? last;
      look();
    };
    window.addEventListener("mousemove", onMouse);
    window.addEventListener("touchmove", onTouch, { passive: true });
    window.addEventListener("scroll", look, { capture: true, passive: true });
    return () => {
      window.removeEventListener("mousemove", onMouse);
      window.removeEventListener("touchmove", onTouch);
      window.removeEventListener("scroll", look, { capture: true });
    };
  }, [fromPalette, follow]);

  const reset = (): void => {
    setDrag(null);
    setPlace(null);
    lastPlace.current = null;
  };
  const placeOf = (id: UniqueIdentifier): number => specs.findIndex((spec) => spec.id === id);

  return {
    sensors,
    drag,
    /** Where a layer out of the palette would go; null while it is not over the stack. */
    place,
    announcements: useAnnouncements(specs),
    onDragStart({ active }: DragStartEvent) {
      byKeyboard.start(placeOf(active.id));
      setDrag({ id: active.id, dragged: active.data.current as Dragged });
    },
    onDragCancel: reset,
    onDragEnd({ active, over }: DragEndEvent) {
      const dragged = active.data.current as Dragged;
      if (dragged.from === "palette") {
        if (lastPlace.current !== null) actions.insert(lastPlace.current, dragged.kind);
      } else if (over && over.id !== active.id) {
        actions.moveTo(String(active.id), placeOf(over.id));
      }
      reset();
    },
  };
}

/**
 * One press of an arrow key is one place. The library's own rule takes the place from where the layer has been drawn, and
 * so loses presses that come faster than the page is drawn.
 */
function useKeyboardPlaces(specs: readonly LayerSpec[]) {
  const order = useRef(specs);
  useEffect(() => {
    order.current = specs;
  }, [specs]);
  const aim = useRef(0);
  const coordinates = useCallback<KeyboardCoordinateGetter>((event, { context: { collisionRect, droppableRects } }) => {
    const step = event.code === "ArrowDown" ? 1 : event.code === "ArrowUp" ? -1 : 0;
    if (!step) return undefined;
    event.preventDefault();
    const target = order.current[aim.current + step];
    const rect = target && droppableRects.get(target.id);
    if (!rect || !collisionRect) return undefined;
    aim.current += step;
    // Middle on middle: then no other layer is nearer, however tall this one is.
    return { x: collisionRect.left, y: rect.top + (rect.height - collisionRect.height) / 2 };
  }, []);
  const start = useCallback((place: number) => {
    aim.current = place;
  }, []);
  return { coordinates, start };
}

/** What a screen reader says during a drag. The result of a drop is said by the action itself. */
function useAnnouncements(specs: readonly LayerSpec[]): Announcements {
  const { t } = useTranslation("define");
  const at = (id: UniqueIdentifier): number => specs.findIndex((spec) => spec.id === id) + 1;
  const kindOf = (data: unknown): string => (data as Dragged | undefined)?.kind ?? "";
  return {
    onDragStart: ({ active }) => t("dragStart", { kind: kindOf(active.data.current), place: at(active.id) || "–" }),
    onDragOver: ({ active, over }) =>
      over
        ? t("dragOver", { kind: kindOf(active.data.current), place: at(over.id), all: specs.length })
        : t("dragOut", { kind: kindOf(active.data.current) }),
    onDragEnd: ({ active }) => t("dragEnd", { kind: kindOf(active.data.current) }),
    onDragCancel: ({ active }) => t("dragCancel", { kind: kindOf(active.data.current) }),
  };
}
