import { useDraggable } from "@dnd-kit/core";
import { useRef } from "react";
import { useNumber, useText, useTranslation } from "../../../i18n";
import { layers, type AnyLayer, type Family } from "../../../layers";
import { classes, Tooltip, useScrollEdges } from "../../../ui";
import { useFamilyWords } from "../useFamilyWords";
import type { Dragged } from "./dragged";
import styles from "./Palette.module.css";
import { adderId, type StackActions } from "./useStackActions";

/** The kinds of layers in the registry's order, family by family. */
const families = [...new Set(layers.all.map(({ family }) => family))].map(
  (family) => [family, layers.all.filter((layer) => layer.family === family)] as const,
);

/** The id of the words that say where a layer lands. */
const landingId = "palette-landing";

/** Every kind of layer: a click adds it, a drag puts it into its place. */
export function Palette({ after, all, onAdd }: {
  /** How many layers stand before the one that is added next, and how many there are. */
  readonly after: number;
  readonly all: number;
  readonly onAdd: StackActions["add"];
}) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const words = useFamilyWords();
  const scroll = useRef<HTMLDivElement>(null);
  useScrollEdges(scroll);
  return (
    <section className={styles.palette} aria-label={t("palette")}>
      <p id={landingId} className={styles.landing}>
        {after < all ? t("landsAfter", { place: number(after) }) : t("landsAtEnd")}
      </p>
      <div ref={scroll} className={styles.families}>
        {families.map(([family, kinds]) => (
          <div key={family} className={styles.family}>
            <h4 id={`family-${family}`}>{words[family]}</h4>
            <ul aria-labelledby={`family-${family}`}>
              {kinds.map((kind) => (
                <PaletteItem key={kind.kind} layer={kind} onAdd={onAdd} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function PaletteItem({ layer, onAdd }: { readonly layer: AnyLayer; readonly onAdd: StackActions["add"] }) {
  const { t } = useTranslation("define");
  const say = useText();
  const { kind } = layer;
  const data: Dragged = { from: "palette", kind };
  const { listeners, setNodeRef, isDragging } = useDraggable({ id: `palette:${kind}`, data });
  // The keyboard adds with Enter; picking up with the arrow keys is for layers that are in the stack.
  const { onKeyDown: _, ...byPointer } = listeners ?? {};
  return (
    <li>
      <Tooltip text={say(layer.help)} side="right">
        <button
          ref={setNodeRef}
          id={adderId(kind)}
          type="button"
          className={classes(styles.item, isDragging && styles.dragging)}
          aria-label={t("add", { kind })}
          aria-describedby={landingId}
          {...byPointer}
          onClick={() => onAdd(kind)}
        >
          <LayerName family={layer.family} kind={kind} />
        </button>
      </Tooltip>
    </li>
  );
}

/** What hangs under the pointer while a new layer is dragged. */
export const PaletteGhost = ({ family, kind }: { readonly family: Family; readonly kind: string }) => (
  <div className={classes(styles.item, styles.ghost)}>
    <LayerName family={family} kind={kind} />
  </div>
);

const LayerName = ({ family, kind }: { readonly family: Family; readonly kind: string }) => (
  <>
    <span className={styles.dot} style={{ background: `var(--family-${family})` }} aria-hidden="true" />
    <span className={styles.kind}>{kind}</span>
  </>
);
