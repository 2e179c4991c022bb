import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { edits } from "../../../experiment";
import { useNumber, useTranslation } from "../../../i18n";
import { layers as kinds, type LayerKindName, type LayerSpec } from "../../../layers";
import { useAppStore } from "../../../store";

/** The id of the button that opens a layer's form: what the keyboard goes to. */
export const headId = (layerId: string): string => `layer-${layerId}`;

/** The id of the button that adds a layer of a kind. */
export const adderId = (kind: LayerKindName): string => `add-${kind}`;

/** Where the palette puts its next layer: after the selected one, or at the end. */
export function landingPlace(layers: readonly LayerSpec[], selected: string | null): number {
  const at = layers.findIndex(({ id }) => id === selected);
  return at < 0 ? layers.length : at + 1;
}

export interface StackActions {
  /** At the landing place. */
  readonly add: (kind: LayerKindName) => void;
  readonly insert: (at: number, kind: LayerKindName) => void;
  readonly duplicate: (id: string) => void;
  readonly remove: (id: string) => void;
  /** To a place of the new order; out of range does nothing. */
  readonly moveTo: (id: string, place: number) => void;
  readonly moveBy: (id: string, by: 1 | -1) => void;
  readonly setValue: (id: string, name: string, value: unknown, gesture: string) => void;
  /** Opens or closes a layer's form. */
  readonly toggle: (id: string) => void;
  /** Puts the focus on the layer at a place, if there is one. */
  readonly focusAt: (place: number) => void;
}

/** Everything that can be done to the stack, said aloud as it is done, with the focus where the work goes on. */
export function useStackActions(): { readonly actions: StackActions; readonly said: string } {
  const { t } = useTranslation("define");
  const number = useNumber();
  const store = useAppStore();
  const [said, say] = useState("");
  // Moving a card in the document takes the focus from it; it is given back once the page is drawn anew. The id of what
  // is to have it.
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    document.getElementById(wanted.current)?.focus();
    wanted.current = null;
  });

  const actions = useMemo<StackActions>(() => {
    const layers = () => store.getState().history.present.layers;
    const placeOf = (id: string): number => layers().findIndex((layer) => layer.id === id);
    const { edit, select } = store.getState();

    const insert = (at: number, kind: LayerKindName): void => {
      const place = Math.min(at, layers().length);
      edit((doc) => edits.insertLayer(doc, place, kind));
      select(layers()[place]!.id);
      say(t("added", { kind, place: number(place + 1), all: number(layers().length) }));
    };
    const moveTo = (id: string, place: number): void => {
      const from = placeOf(id);
      if (from < 0 || from === place || place < 0 || place >= layers().length) return;
      wanted.current = headId(id);
      say(t("movedTo", { kind: layers()[from]!.kind, place: number(place + 1), all: number(layers().length) }));
      edit((doc) => edits.moveLayer(doc, id, place));
    };
    return {
      add(kind) {
        insert(landingPlace(layers(), store.getState().selected), kind);
      },
      insert,
      duplicate(id) {
        const at = placeOf(id);
        if (at < 0) return;
        edit((doc) => edits.duplicateLayer(doc, id));
        const copy = layers()[at + 1]!;
        if (store.getState().selected === id) select(copy.id);
        wanted.current = headId(copy.id);
        say(t("duplicated", { kind: copy.kind, place: number(at + 2) }));
      },
      remove(id) {
        const at = placeOf(id);
        const layer = layers()[at];
        if (!layer) return;
        const next = layers()[at + 1] ?? layers()[at - 1];
        // Without any layer the work goes on at the palette.
        wanted.current = next ? headId(next.id) : adderId(kinds.all[0]!.kind);
        if (store.getState().selected === id) select(null);
        edit((doc) => edits.removeLayer(doc, id));
        say(t("removed", { kind: layer.kind }));
      },
      moveTo,
      moveBy: (id, by) => moveTo(id, placeOf(id) + by),
      setValue: (id, name, value, gesture) => edit((doc) => edits.setLayerValues(doc, id, { [name]: value }), gesture),
      toggle: (id) => select(store.getState().selected === id ? null : id),
      focusAt(place) {
        const layer = layers()[place];
        if (layer) document.getElementById(headId(layer.id))?.focus();
      },
    };
  }, [store, t, number]);
  return { actions, said };
}
