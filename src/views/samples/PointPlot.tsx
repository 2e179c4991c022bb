import { useMemo, type PointerEvent, type ReactNode } from "react";
import { classes } from "../../ui/classes";
import { dots, fromScreen, reachOf, ticks, toScreen, type Plane } from "./plane";
import styles from "./samples.module.css";

/** Points of the plane to draw together: one mark for all of them. */
export interface PointGroup {
  readonly key: string;
  readonly indices: Iterable<number>;
  /** The class whose colour and form the marks take. */
  readonly label: number;
  readonly look?: "plain" | "faint" | "ringed" | "hollow";
}

const side = 320;
const margin = { left: 30, bottom: 22, rest: 8 };

/**
 * Points of the plane with axes. Classes differ by colour and by form: round for class 0, square for class 1. `onPick`
 * makes the plot answer to clicks with the place in the plane; give the same by keyboard elsewhere (two number fields).
 */
export function PointPlot({ points, groups, label, map, probe, onPick, reach: wanted }: {
  readonly points: Float32Array;
  readonly groups: readonly PointGroup[];
  readonly label: string;
  /** Lies under the points, stretched over the plane. */
  readonly map?: ReactNode;
  readonly probe?: readonly [number, number] | undefined;
  readonly onPick?: (x: number, y: number) => void;
  readonly reach?: number;
}) {
  const reach = wanted ?? reachOf(points);
  const plane: Plane = useMemo(() => ({ side, reach }), [reach]);
  const paths = useMemo(() => groups.map((group) => ({ ...group, path: dots(plane, points, group.indices) })), [plane, points, groups]);
  const pick = (event: PointerEvent<SVGRectElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = fromScreen({ side: box.width, reach }, event.clientX - box.left, ((event.clientY - box.top) / box.height) * box.width);
    onPick?.(x, y);
  };
  const at = probe && toScreen(plane, probe[0], probe[1]);
  return (
    <div className={styles.plot}>
      {map && <div className={styles.map}>{map}</div>}
      <svg
        viewBox={`${-margin.left} ${-margin.rest} ${side + margin.left + margin.rest} ${side + margin.bottom + margin.rest}`}
        role="img"
        aria-label={label}
      >
        <g className={styles.grid}>
          {ticks(reach).map((tick) => {
            const [across, down] = toScreen(plane, tick, tick);
            return (
              <g key={tick}>
                <path d={`M${across} 0V${side}M0 ${down}H${side}`} className={tick === 0 ? styles.axis : undefined} />
                <text x={across} y={side + 15} textAnchor="middle">
                  {tick}
                </text>
                <text x={-6} y={down + 3.5} textAnchor="end">
                  {tick}
                </text>
              </g>
            );
          })}
        </g>
        {paths.map(({ key, path, label: number, look = "plain" }) => (
          <g key={key} className={classes(styles.dots, number % 2 === 1 && styles.square, look === "faint" && styles.faint)}>
            {look === "ringed" && <path d={path} className={styles.ring} />}
            <path d={path} className={styles.edge} />
            <path d={path} className={styles.mark} />
            {look === "hollow" && <path d={path} className={styles.hole} />}
          </g>
        ))}
        {at && <path className={styles.probe} d={`M${at[0] - 9} ${at[1]}h18M${at[0]} ${at[1] - 9}v18`} />}
        {onPick && <rect width={side} height={side} fill="transparent" className={styles.pick} onPointerDown={pick} />}
      </svg>
    </div>
  );
}
