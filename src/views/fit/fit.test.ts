import { describe, expect, it } from "vitest";
import { initialWeights } from "../../architecture";
import { edits, firstPreset, presets, type Experiment } from "../../experiment";
import { newRun, type Run } from "../../runs";
import { random } from "../../random/random";
import { bestEpoch, epochDomain, headline, lossCurves, metricCurves, stepsDone } from "./curves";
import { boundary, fieldPixels } from "./field";
import { fitsWeights } from "./fitsWeights";
import { splitCounts } from "./split";

const { experiment } = firstPreset;
const epoch = (logs: Run["epochs"][number]["logs"]) => ({ logs, seconds: 1 });
const run: Run = {
  ...newRun("r", 1, edits.setFit(experiment, { epochs: 5 })),
  status: "running",
  stepsPerEpoch: 4,
  curve: { points: [{ step: 1, loss: 0.9 }, { step: 2, loss: 0.8 }, { step: 10, loss: 0.5 }], stride: 1 },
  epochs: [
    epoch({ loss: 0.8, accuracy: 0.6, val_loss: 0.7, val_accuracy: 0.7 }),
    epoch({ loss: 0.6, accuracy: 0.7, val_loss: 0.6, val_accuracy: 0.9 }),
    epoch({ loss: 0.5, accuracy: 0.8, val_loss: NaN, val_accuracy: 0.8 }),
  ],
  trail: [{ at: 0.5, logs: { loss: 0.4, accuracy: 0.85 } }],
  now: { epoch: 3, step: 2, phase: "training", samplesPerSecond: 100, secondsLeft: 3, logs: {} },
};

describe("curves of a run", () => {
  it("put steps between the epochs they belong to", () => {
    expect(lossCurves(run)).toEqual({
      train: [{ x: 0.25, y: 0.9 }, { x: 0.5, y: 0.8 }, { x: 2.5, y: 0.5 }],
      validation: [{ x: 1, y: 0.7 }, { x: 2, y: 0.6 }, { x: 3, y: NaN }],
      soFar: [],
    });
  });

  it("keep what an epoch under way has come to apart from the epochs that have ended", () => {
    expect(metricCurves(run, "accuracy")).toEqual({
      train: [{ x: 1, y: 0.6 }, { x: 2, y: 0.7 }, { x: 3, y: 0.8 }],
      validation: [{ x: 1, y: 0.7 }, { x: 2, y: 0.9 }, { x: 3, y: 0.8 }],
      soFar: [{ x: 3, y: 0.8 }, { x: 3.5, y: 0.85 }],
    });
    expect(metricCurves(run, "precision")).toEqual({ train: [], validation: [], soFar: [] });
    // Before the first epoch has ended there is nothing to join it to.
    const first = { ...run, epochs: [], trail: [{ at: 0.25, logs: { accuracy: 0.5 } }, { at: 0.5, logs: { accuracy: 0.6 } }] };
    expect(metricCurves(first, "accuracy").soFar).toEqual([{ x: 0.25, y: 0.5 }, { x: 0.5, y: 0.6 }]);
  });

  it("of very many epochs are means of neighbours, but for the last one", () => {
    // 1,201 epochs: ⌈1,201 / 600⌉ = 3 make a point. Accuracy alternates between 0.2 and 0.4.
    const many = { ...run, epochs: Array.from({ length: 1201 }, (_, i) => epoch({ accuracy: i % 2 ? 0.4 : 0.2, val_accuracy: i === 4 ? NaN : 0.5 })), trail: [] };
    const { train, validation } = metricCurves(many, "accuracy");
    expect(train).toHaveLength(401);
    expect(train[0]!.x).toBe(2);
    expect(train[0]!.y).toBeCloseTo((0.2 + 0.4 + 0.2) / 3, 12);
    expect(train.at(-1)).toEqual({ x: 1201, y: 0.2 });
    // Epochs 4, 6 and 7: what is no number is left out.
    expect(validation[1]!.x).toBeCloseTo(17 / 3, 12);
    expect(validation.every(({ y }) => y === 0.5)).toBe(true);
  });

  it("have room for all planned epochs, and once it has ended for those that came", () => {
    expect(epochDomain(run)).toEqual([0, 5]);
    expect(epochDomain({ ...run, status: "ended" })).toEqual([0, 4]);
    expect(epochDomain({ ...run, status: "ended", epochs: [], trail: [] })).toEqual([0, 5]);
  });
});

describe("the figure that speaks for a run", () => {
  const metered = (metrics: Experiment["compile"]["metrics"]) => edits.setCompile(experiment, { metrics });

  it("is accuracy where it is measured", () => {
    expect(headline(metered(["f1_score", "accuracy"]))).toBe("accuracy");
    expect(headline(metered(["recall"]))).toBe("recall");
    expect(headline(metered([]))).toBeNull();
  });

  it("is best in one epoch", () => {
    expect(bestEpoch(run)).toEqual({ epoch: 1, name: "val_accuracy", value: 0.9 });
    const lossOnly = { ...run, experiment: metered([]) };
    expect(bestEpoch(lossOnly)).toEqual({ epoch: 1, name: "val_loss", value: 0.6 });
    const unvalidated = { ...lossOnly, epochs: [epoch({ loss: 3 }), epoch({ loss: 2 })] };
    expect(bestEpoch(unvalidated)).toEqual({ epoch: 1, name: "loss", value: 2 });
    expect(bestEpoch({ ...run, epochs: [] })).toBeNull();
  });
});

it("counts steps over all epochs", () => {
  expect(stepsDone(run)).toEqual({ done: 14, all: 20 });
  expect(stepsDone({ ...run, status: "ended", end: { reason: "completed", seconds: 1 } })).toEqual({ done: 20, all: 20 });
  expect(stepsDone(newRun("r", 1, experiment))).toEqual({ done: 0, all: 0 });
});

describe("the split of the training data", () => {
  const counts = { train: 50_000, test: 10_000 };

  it("takes the test set as it is", () => {
    expect(splitCounts({ on: "test" }, counts, 1000)).toEqual({ train: 50_000, validation: 10_000, steps: 50 });
  });

  it("cuts a part off the end, and counts a last small batch as a step", () => {
    expect(splitCounts({ on: "split", share: 0.2 }, counts, 32)).toEqual({ train: 40_000, validation: 10_000, steps: 1250 });
    expect(splitCounts({ on: "none" }, { train: 250, test: 0 }, 16)).toEqual({ train: 250, validation: 0, steps: 16 });
  });
});

describe("weights of one model for another", () => {
  const weights = { experiment, preprocessing: { sampleShape: [2] } };

  it("fit where the layers have the same weights", () => {
    expect(fitsWeights(weights, experiment)).toBe(true);
    expect(fitsWeights(weights, edits.setLayerValues(experiment, "l1", { activation: "relu" }))).toBe(true);
    expect(fitsWeights(weights, edits.setLayerValues(experiment, "l1", { units: 9 }))).toBe(false);
    expect(fitsWeights(weights, presets[1]!.experiment)).toBe(false);
    expect(initialWeights(experiment.layers, [2], random(1))).toHaveLength(6);
  });
});

describe("the field of decisions", () => {
  const colors = { low: [0, 0, 200], middle: [255, 255, 255], high: [200, 100, 0] } as const;

  it("is pale where the model is undecided and coloured where it is sure", () => {
    const pixels = fieldPixels({ resolution: 2, reach: 6, values: Float32Array.of(0, 0.5, 1, 2) }, colors, 0.5);
    const pixel = (i: number) => [...pixels.subarray(4 * i, 4 * i + 4)];
    // Half of the way from white to the class's colour: (255 + 0) / 2, (255 + 200) / 2.
    expect(pixel(0)).toEqual([128, 128, 228, 255]);
    expect(pixel(1)).toEqual([255, 255, 255, 255]);
    expect(pixel(2)).toEqual([228, 178, 128, 255]);
    expect(pixel(3)).toEqual(pixel(2));
  });

  it("has its boundary where the values cross the middle", () => {
    // Values rise from left to right: 0.25 and 0.75 lie at the centres 0.5 and 1.5, so 0.5 is at x = 1.
    const rising = { resolution: 2, reach: 6, values: Float32Array.of(0.25, 0.75, 0.25, 0.75) };
    expect([...boundary(rising, 0.5)]).toEqual([1, 0.5, 1, 1.5]);
  });

  it("cuts off a corner that is alone", () => {
    // Only the top left centre is above: a quarter of the way would be 0.5 + 0.5 / 1 = 1 on both sides.
    const corner = { resolution: 2, reach: 6, values: Float32Array.of(1, 0, 0, 0) };
    expect([...boundary(corner, 0.5)]).toEqual([0.5, 1, 1, 0.5]);
    expect(boundary({ ...corner, values: new Float32Array(4) }, 0.5)).toHaveLength(0);
  });
});
