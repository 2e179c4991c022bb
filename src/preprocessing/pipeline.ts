import { ok, sizeOf, type Result, type Shape, type Text } from "../schema";
import { steps, type StepSpec } from "./steps";
import type { EachBatch, Statistics } from "./define";

/** What preprocessing does to shapes: each step's, and what the model then receives. */
export interface Flow {
  readonly rows: readonly { readonly id: string; readonly before: Shape; readonly after: Result<Shape, Text> }[];
  /** Shape of one sample behind the last step, as far as it could be followed. */
  readonly sampleShape: Shape;
  /** Shape of one target: `[1]`, or `[classes]` when one-hot. */
  readonly targetShape: Shape;
  readonly oneHot: boolean;
}

export function flowOf(specs: readonly StepSpec[], sampleShape: Shape, classes: number): Flow {
  let shape = sampleShape;
  let targetShape: Shape = [1];
  let oneHot = false;
  const rows = specs.map((spec) => {
    const step = steps.get(spec.kind);
    if (step.target === "labels") {
      const before = targetShape;
      targetShape = step.outputShape(spec.values, classes);
      oneHot = step.oneHot;
      return { id: spec.id, before, after: ok(targetShape) };
    }
    const before = shape;
    const after = step.outputShape(spec.values, shape);
    if (after.ok) shape = after.value;
    return { id: spec.id, before, after };
  });
  return { rows, sampleShape: shape, targetShape, oneHot };
}

/** A step with the statistics that it took from the training part: plain data that travels with a saved model. */
export interface FittedStep {
  readonly spec: StepSpec;
  readonly statistics: Statistics;
  /** Shape of one sample in front of the step. */
  readonly before: Shape;
}

/** The whole of preprocessing after it saw the training part. */
export interface FittedPreprocessing {
  readonly steps: readonly FittedStep[];
  /** Of one raw sample. */
  readonly inputShape: Shape;
  readonly sampleShape: Shape;
  readonly targetShape: Shape;
  readonly classes: number;
}

/**
 * Takes the statistics, step by step. `raw` walks over the untouched training samples, always in the same order; each
 * step sees them as the steps before leave them. The steps must fit together (see `flowOf`).
 */
export function fitPreprocessing(specs: readonly StepSpec[], inputShape: Shape, classes: number, raw: EachBatch): FittedPreprocessing {
  const flow = flowOf(specs, inputShape, classes);
  const fitted: FittedStep[] = [];
  specs.forEach((spec, i) => {
    const step = steps.get(spec.kind);
    const before = flow.rows[i]!.before;
    if (step.target === "labels") {
      fitted.push({ spec, statistics: {}, before });
      return;
    }
    const soFar = [...fitted];
    const eachBatch: EachBatch = (visit) =>
      raw((values) => {
        applySteps(soFar, values);
        visit(values);
      });
    fitted.push({ spec, statistics: step.fit(spec.values, before, eachBatch), before });
  });
  return { steps: fitted, inputShape, sampleShape: flow.sampleShape, targetShape: flow.targetShape, classes };
}

function applySteps(fitted: readonly FittedStep[], batch: Float32Array): void {
  for (const { spec, statistics, before } of fitted) {
    const step = steps.get(spec.kind);
    if (step.target === "samples") step.apply(spec.values, statistics, batch, before);
  }
}

/** Applies the fitted steps to raw samples, in place. The same for training, test and a person's own picture. */
export function preprocessSamples(fitted: FittedPreprocessing, batch: Float32Array): Float32Array {
  if (batch.length % sizeOf(fitted.inputShape) !== 0) throw new Error("not a whole number of samples");
  applySteps(fitted.steps, batch);
  return batch;
}

/** Class numbers to targets, row by row of `targetShape`. */
export function encodeLabels(fitted: FittedPreprocessing, labels: Uint8Array): Float32Array {
  const encoder = fitted.steps.find(({ spec }) => steps.get(spec.kind).target === "labels");
  if (!encoder) return Float32Array.from(labels);
  const step = steps.get(encoder.spec.kind);
  return step.target === "labels" ? step.encode(encoder.spec.values, labels, fitted.classes) : Float32Array.from(labels);
}
