/** What was measured of one contestant: over its rounds. */
export interface Figure {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  /** What did the mathematics. */
  readonly on: string;
}

/** Why there is no figure: `throws: Conv2DBackpropFilter`. */
export interface NoFigure {
  readonly none: string;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly browser: string;
  /** What draws WebGL, as the browser says; empty where there is none. */
  readonly graphics: string;
}

/** The form of bench.json. */
export interface Results {
  readonly machine: Machine;
  readonly workloads: Readonly<Record<string, Readonly<Record<string, Figure | NoFigure>>>>;
  /** How many times as fast ours is, round by round; of ours with a page or maps beside it, or through tfjs: its speed in parts of that alone, or of tfjs's bare loop. */
  readonly ratios: Readonly<Record<string, Readonly<Record<string, Spread>>>>;
  /** The day on which each workload was measured. */
  readonly measured: Readonly<Record<string, string>>;
}

export const hasFigure = (figure: Figure | NoFigure | undefined): figure is Figure => figure !== undefined && "median" in figure;

/** Our own: the engine by itself, with something beside it (`layerloom, 60 maps/s`), or our way through a backend of tfjs (`layerloom-webgl`). */
export const isOurs = (name: string): boolean => name.startsWith("layerloom");

/** Whom a contestant is compared with: at the same work, and what goes through a backend of tfjs with tfjs's bare loop on that. */
export function rivalOf(name: string): string {
  const [engine, ...beside] = name.split(", ");
  const backend = /^layerloom-(.+)$/.exec(engine!)?.[1];
  if (backend) return [`tfjs-${backend}`, ...beside].join(", ");
  return beside[0] === "with training" ? "layerloom, with training" : "layerloom";
}

/** Median, least and most. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1) };
}

/** `b` in parts of `a`, each with its own round; rounds that one of them did not run are left out. */
export const pairwise = (a: readonly number[], b: readonly number[]): number[] => a.slice(0, b.length).map((value, i) => b[i]! / value);

/** Three digits that count: 0.0123, 1.23, 123, 12,300. */
export function digits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded >= 100 ? rounded.toLocaleString("en") : String(rounded);
}
