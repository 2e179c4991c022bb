import { betterOf, metrics, type MetricName } from "../../compile";
import type { Experiment } from "../../experiment";
import type { Run } from "../../runs";
import type { Point } from "../../ui/charts";

/** The curves of one figure over the epochs; x = 1 is the end of the first epoch. */
export interface Curves {
  readonly train: readonly Point[];
  readonly validation: readonly Point[];
  /** From the end of `train` to the mean over the epoch under way, as far as it has come; replaced when the epoch ends. */
  readonly soFar: readonly Point[];
}

/** Points of one curve. A tiny net ends a hundred thousand epochs in half a minute, and a chart shows no more than these. */
const mostPoints = 600;

/** One figure at the end of every epoch. Of many epochs some neighbours make one point, their mean; the last one stays as it is. */
function ofEpochs({ initialEpoch, epochs }: Run, name: string): Point[] {
  const points: Point[] = [];
  const each = Math.ceil(epochs.length / mostPoints);
  let [x, y, count] = [0, 0, 0];
  for (let i = 0; i < epochs.length; i++) {
    const value = epochs[i]!.logs[name];
    if (value === undefined) continue;
    if (each === 1 || i === epochs.length - 1) points.push({ x: initialEpoch + i + 1, y: value });
    else if (Number.isFinite(value)) {
      [x, y, count] = [x + initialEpoch + i + 1, y + value, count + 1];
      if (count < each) continue;
      points.push({ x: x / count, y: y / count });
      [x, y, count] = [0, 0, 0];
    }
  }
  return points;
}

const validationOf = (run: Run, name: string): Point[] => ofEpochs(run, `val_${name}`);

/** Loss of single steps, and of the validation after every epoch. */
export function lossCurves(run: Run): Curves {
  const { curve, stepsPerEpoch } = run;
  return {
    train: stepsPerEpoch ? curve.points.map(({ step, loss }) => ({ x: step / stepsPerEpoch, y: loss })) : [],
    validation: validationOf(run, "loss"),
    soFar: [],
  };
}

/** A metric over whole epochs; and over the part of the one under way that is done, whose mean is not final yet. */
export function metricCurves(run: Run, metric: MetricName): Curves {
  const train = ofEpochs(run, metric);
  const now = run.trail.flatMap(({ at, logs }) => (logs[metric] === undefined ? [] : [{ x: run.initialEpoch + run.epochs.length + at, y: logs[metric] }]));
  // The means of an epoch's first batches say little: only the latest one is joined to the epochs before.
  const before = train.slice(-1);
  return { train, validation: validationOf(run, metric), soFar: before.length ? [...before, ...now.slice(-1)] : now };
}

/** From the first to the last planned epoch; of a run that has ended, to where it came. */
export function epochDomain(run: Run): readonly [number, number] {
  const reached = run.epochs.length + (run.trail.at(-1)?.at ?? 0);
  return [run.initialEpoch, run.status === "ended" && reached > 0 ? run.initialEpoch + Math.ceil(reached) : run.planned];
}

/** The metric that speaks for a run: accuracy where it is measured, else the first; null where only the loss is. */
export const headline = ({ compile }: Experiment): MetricName | null =>
  metrics.kinds.find((name) => compile.metrics.includes(name)) ?? null;

/** The best epoch of a run (counted from 0) by its headline figure, on validation where there is one. */
export function bestEpoch(run: Pick<Run, "initialEpoch" | "epochs" | "experiment">): { readonly epoch: number; readonly name: string; readonly value: number } | null {
  const metric = headline(run.experiment) ?? "loss";
  const [first] = run.epochs;
  if (!first) return null;
  const name = first.logs[`val_${metric}`] === undefined ? metric : `val_${metric}`;
  const better = (a: number, b: number): boolean => (betterOf(metric) === "smaller" ? a < b : a > b);
  return run.epochs.reduce<ReturnType<typeof bestEpoch>>((best, { logs }, i) => {
    const value = logs[name];
    if (value === undefined || !Number.isFinite(value)) return best;
    return !best || better(value, best.value) ? { epoch: run.initialEpoch + i, name, value } : best;
  }, null);
}

/** How far a run is, in steps of all its own planned epochs. */
export function stepsDone({ now, stepsPerEpoch, initialEpoch, planned, end }: Run): { readonly done: number; readonly all: number } {
  const all = stepsPerEpoch * (planned - initialEpoch);
  if (end?.reason === "completed") return { done: all, all };
  return { done: now ? (now.epoch - initialEpoch) * stepsPerEpoch + now.step : 0, all };
}
