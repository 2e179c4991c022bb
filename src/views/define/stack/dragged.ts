import type { LayerKindName } from "../../../layers";

/** What is being dragged: a new layer out of the palette, or one of the stack. */
export type Dragged = { readonly from: "palette"; readonly kind: LayerKindName } | { readonly from: "stack"; readonly kind: LayerKindName };

/** The part of a rectangle that decides where a drop goes. */
interface Span {
  readonly top: number;
  readonly bottom: number;
}

/** The place (0 … cards.length) at which something dropped at height `y` goes: before the first card whose middle is below. */
export function dropPlace(cards: readonly Span[], y: number): number {
  const at = cards.findIndex(({ top, bottom }) => y < (top + bottom) / 2);
  return at < 0 ? cards.length : at;
}
