import { Images } from "lucide-react";
import { useMemo } from "react";
import type { AnyDataset, DatasetSpec } from "../../datasets";
import { random } from "../../random/random";
import { defaultsOf, type Fields, type Shape } from "../../schema";
import { Picture } from "../samples/Picture";
import { dots, reachOf } from "../samples/plane";
import styles from "./load.module.css";
import type { Glimpse } from "./useGlimpse";

/** Enough to show the form of a set, few enough to draw at every move of a slider. */
const few = 160;

/** A small picture of a kind of data: drawn sets as they would come out now, brought ones as they are, or a symbol until they have been open. */
export function DatasetThumb({ kind, spec, seed, glimpse }: {
  readonly kind: AnyDataset;
  readonly spec: DatasetSpec | null;
  readonly seed: number;
  readonly glimpse: Glimpse | null;
}) {
  const values = spec?.values;
  const drawn = useMemo(() => {
    if (kind.source.type !== "drawn") return null;
    const fields = kind.fields as Fields;
    const all: Record<string, unknown> = { ...defaultsOf(fields), ...values };
    const size = fields.size?.control;
    if (size?.type === "integer") all.size = kind.view === "points" ? few : size.min;
    return kind.source.draw(all, random(seed).fork("dataset")).train;
  }, [kind, values, seed]);
  if (glimpse && kind.view === "images") return <Tiles count={glimpse.samples.indices.length} values={glimpse.samples.values} shape={glimpse.samples.shape} />;
  if (!drawn) return <Images />;
  if (kind.view === "images") return <Tiles count={4} values={drawn.samples} shape={kind.sampleShape} />;
  const points = drawn.samples as Float32Array;
  const plane = { side: 64, reach: reachOf(points) };
  const ofClass = (label: number) => [...drawn.labels.keys()].filter((i) => drawn.labels[i] === label);
  return (
    <svg viewBox="0 0 64 64" className={styles.points}>
      <path d={dots(plane, points, ofClass(0))} />
      <path d={dots(plane, points, ofClass(1))} />
    </svg>
  );
}

/** The first pictures of a batch, side by side. */
const Tiles = ({ count, values, shape }: { readonly count: number; readonly values: Uint8Array | Float32Array; readonly shape: Shape }) => (
  <span className={styles.tiles}>
    {Array.from({ length: count }, (_, at) => (
      <Picture key={at} values={values} at={at} shape={shape} label="" />
    ))}
  </span>
);
