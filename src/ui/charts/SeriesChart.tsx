import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from "react";
import type { LineChart, Plot } from "./drawLines";
import { painter, type Painter } from "./painter";
import { nearest, upTo, type Series } from "./series";
import styles from "./SeriesChart.module.css";

/** Loaded when the first chart has something to show, or ahead of that: it brings all of Vega. */
export const fetchCharts = () => import("./drawLines");

/** Milliseconds between two redraws: about three a second. */
const pause = 350;
/** Points of a curve while it grows, and when it stands. More than these no one sees at this size. */
const [few, many] = [120, 300];

/** A place on the x axis that has a name. */
export interface Mark {
  readonly x: number;
  readonly name: string;
  /** The one that matters most. */
  readonly strong?: boolean;
}

interface Reading {
  readonly x: number;
  readonly across: number;
  readonly top: number;
  readonly height: number;
}

export interface SeriesChartProps {
  /** Stands over the chart, before the legend. */
  readonly title: ReactNode;
  /** What the chart shows, in a sentence, for those who do not see it; the numbers belong into a table elsewhere. */
  readonly summary: string;
  readonly series: readonly Series[];
  readonly xDomain: readonly [number, number];
  readonly fromZero?: boolean;
  /** Places that are marked by a line across the plot. */
  readonly marks?: readonly Mark[];
  /** Lays the x axis out in powers of ten; its domain is then above 0. */
  readonly logX?: boolean;
  readonly showX: (x: number) => string;
  readonly showY: (y: number) => string;
  /** True while the curves grow: then they are drawn more coarsely, to leave the processor to what they come from. */
  readonly growing: boolean;
  /** Nothing else needs the processor while they grow: they may be redrawn more often. */
  readonly idle?: boolean;
  /** In place of the chart while there are no points. */
  readonly empty: string;
  /** In its place when it cannot be drawn. */
  readonly broken: string;
}

const noMarks: readonly Mark[] = [];

/** Curves over a common axis, drawn by tfjs-vis. The values under the pointer are read off beside it. */
export function SeriesChart({ title, summary, series, marks = noMarks, xDomain, fromZero = false, logX = false, showX, showY, growing, idle = false, empty, broken }: SeriesChartProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const painting = useRef<Painter<LineChart>>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [failed, setFailed] = useState(false);
  const [reading, setReading] = useState<Reading | null>(null);
  const [plot, setPlot] = useState<Plot | undefined>(undefined);
  const wantsPlot = useRef(false);
  useEffect(() => {
    wantsPlot.current = marks.length > 0;
  }, [marks]);
  const named = series.filter(({ provisional }) => !provisional);
  const some = series.some(({ points }) => points.length > 0);

  useEffect(() => {
    const element = canvas.current!;
    let over = false;
    let loaded: Awaited<ReturnType<typeof fetchCharts>> | null = null;
    const own = painter<LineChart>(
      async (chart) => {
        loaded = await fetchCharts();
        if (over) return;
        await loaded.drawLines(element, chart);
        setFailed(false);
        // Only where something stands on it: it is another one after every drawing.
        if (wantsPlot.current) setPlot(await loaded.plotOf(element));
      },
      pause,
      () => setFailed(true),
    );
    painting.current = own;
    let onScreen = true;
    const see = (): void => own.setVisible(onScreen && !document.hidden);
    const seen = new IntersectionObserver(
      ([entry]) => {
        onScreen = entry!.isIntersecting;
        see();
      },
      // A little before it scrolls into sight.
      { rootMargin: "200px" },
    );
    const sized = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    seen.observe(element);
    sized.observe(element);
    document.addEventListener("visibilitychange", see);
    return () => {
      over = true;
      own.end();
      seen.disconnect();
      sized.disconnect();
      document.removeEventListener("visibilitychange", see);
      void loaded?.removeChart(element);
    };
  }, []);

  const [from, to] = xDomain;
  useEffect(() => {
    if (!some || size.width === 0) return;
    painting.current?.show({ series, xDomain: [from, to], fromZero, logX, ...size, detail: growing ? few : many }, growing && !idle ? "busy" : "idle");
  }, [series, some, from, to, fromZero, logX, size, growing, idle]);

  const read = (event: PointerEvent<HTMLDivElement>): void => {
    const element = canvas.current;
    if (!element || !some) return;
    const across = event.clientX - element.getBoundingClientRect().left;
    void fetchCharts()
      .then(({ plotOf }) => plotOf(element))
      .then((plot) => {
        if (!plot) return;
        const x = plot.xAt(across);
        const found = nearest(named.flatMap(({ points }) => nearest(points, x) ?? []), x);
        if (found) setReading({ x: found.x, across: plot.acrossOf(found.x), top: plot.top, height: plot.height });
      });
  };

  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        {named.map(({ id, name, color }) => (
          <span key={id} className={styles.entry}>
            <span className={styles.swatch} style={{ background: color }} />
            {name}
          </span>
        ))}
      </figcaption>
      <div className={styles.frame} role="img" aria-label={summary} onPointerMove={read} onPointerLeave={() => setReading(null)}>
        <div ref={canvas} className={styles.canvas} aria-hidden="true" hidden={!some || failed} />
        {(!some || failed) && <p className={styles.empty}>{failed ? broken : empty}</p>}
        {plot &&
          some &&
          marks
            .filter(({ x }) => x >= from && x <= to)
            .map(({ x, name, strong }) => (
              <span key={name} className={styles.mark} data-strong={strong} style={{ left: plot.acrossOf(x), top: plot.top, height: plot.height }}>
                <span className={styles.markName}>{name}</span>
              </span>
            ))}
        {reading && <span className={styles.rule} style={{ left: reading.across, top: reading.top, height: reading.height }} />}
        {reading && (
          <div className={styles.reading} style={reading.across < size.width / 2 ? { left: reading.across + 8 } : { right: size.width - reading.across + 8 }}>
            <span>{showX(reading.x)}</span>
            {named.map(({ id, name, color, points }) => {
              const point = upTo(points, reading.x);
              return (
                point && (
                  <span key={id} className={styles.entry}>
                    <span className={styles.swatch} style={{ background: color }} />
                    {name}
                    <span className={styles.value}>{showY(point.y)}</span>
                  </span>
                )
              );
            })}
          </div>
        )}
      </div>
    </figure>
  );
}
