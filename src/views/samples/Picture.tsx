import { useLayoutEffect, useRef } from "react";
import { sizeOf, type Shape } from "../../schema";
import { toRgba, type Range } from "./pixels";
import styles from "./samples.module.css";

/** One sample of a batch as a picture with sharp pixels. `at` counts samples in `values`; `label` is its alt text. */
export function Picture({ values, at = 0, shape, range, label }: {
  readonly values: ArrayLike<number>;
  readonly at?: number;
  readonly shape: Shape;
  readonly range?: Range | undefined;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height = 1, width = 1] = shape;
  useLayoutEffect(() => {
    const size = sizeOf(shape);
    const one = Array.prototype.slice.call(values, at * size, (at + 1) * size) as number[];
    canvas.current?.getContext("2d")?.putImageData(new ImageData(toRgba(one, shape, range), width, height), 0, 0);
  }, [values, at, shape, range, width, height]);
  return <canvas ref={canvas} className={styles.picture} width={width} height={height} role="img" aria-label={label} />;
}
