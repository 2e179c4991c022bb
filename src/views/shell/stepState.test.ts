import { expect, test } from "vitest";
import { edits, presets, startHistory, type Experiment } from "../../experiment";
import { newRun, type Run } from "../../runs";
import { text } from "../../schema";
import type { AppState, StepId } from "../../store";
import { stepState, type Pen } from "./stepState";

/** Shows keys and values instead of sentences. */
const pen: Pen = {
  t: (key, values) => (values ? `${key} ${Object.values(values).join(" ")}` : key),
  say: ({ en }) => en,
  number: (value, options) => new Intl.NumberFormat("en", options).format(value),
};

const recipe = presets.find(({ id }) => id === "recipe")!.experiment;

function at(step: StepId, doc: Experiment, rest: Partial<AppState> = {}) {
  const state = { history: startHistory(doc), data: { status: "missing" }, runs: [], runId: null, models: [], modelId: null, evaluating: null, evaluations: {}, saved: [], predicted: [], taken: [], ...rest };
  return stepState(step, state as unknown as AppState, pen);
}

const running: Run = {
  ...newRun("r1", 1, recipe),
  status: "running",
  stepsPerEpoch: 50,
  now: { epoch: 3, step: 20, phase: "training", samplesPerSecond: 9840, secondsLeft: 40.6, logs: {} },
};

test("the recipe before its data are there", () => {
  expect(at("load", recipe)).toEqual({ mark: "problem", summary: "CIFAR-10 · missing" });
  expect(at("load", recipe, { data: { status: "importing", part: 0.34 } })).toEqual({ mark: "running", summary: "CIFAR-10 · reading 34%" });
  expect(at("define", recipe)).toEqual({ mark: "ready", summary: "layers 8 1,636,146" });
  expect(at("compile", recipe)).toEqual({ mark: "ready", summary: "Adam 0.01 · categorical_crossentropy" });
  expect(at("fit", recipe)).toEqual({ mark: "ready", summary: "ready 10" });
  for (const step of ["evaluate", "predict"] as const) expect(at(step, recipe)).toEqual({ mark: "waiting", summary: "afterTraining" });
  expect(at("save", recipe).mark).toBe("waiting");
});

test("a run under way: epochs counted from 1, time left with its unit", () => {
  expect(at("fit", recipe, { runs: [running] })).toEqual({ mark: "running", summary: "epochOf 4 10 41 s" });
  expect(at("fit", recipe, { runs: [{ ...running, status: "paused" }] })).toEqual({ mark: "running", summary: "pausedAt 4 10" });
});

test("what was trained for another design is no tick for this one", () => {
  const ended: Run = { ...running, status: "ended", epochs: [{ logs: { loss: 2 }, seconds: 3 }] };
  const evaluations = { r1: { metrics: { accuracy: 0.443 }, loss: 2 } } as unknown as AppState["evaluations"];
  const rest = { runs: [ended], runId: "r1", modelId: "r1", models: [{ id: "r1", experiment: recipe }] as unknown as AppState["models"], evaluations };
  expect(at("fit", recipe, rest)).toEqual({ mark: "done", summary: "trained 1" });
  expect(at("evaluate", recipe, rest)).toEqual({ mark: "done", summary: "accuracy 0.443" });
  const other = edits.setFit(recipe, { batch_size: 500 });
  expect(at("fit", other, rest)).toEqual({ mark: "ready", summary: "otherDesign" });
  expect(at("evaluate", other, rest)).toEqual({ mark: "ready", summary: "ofOlderDesign accuracy 0.443" });
  // A name trains nothing.
  expect(at("fit", edits.rename(recipe, "mine"), rest).mark).toBe("done");
});

test("a tick means finished: trained with what stands there now, evaluated, looked at, saved", () => {
  const ended: Run = { ...running, status: "ended", epochs: [{ logs: { loss: 2 }, seconds: 3 }] };
  const ready = { status: "ready", summary: { train: { count: 250 }, test: { count: 250 } } } as unknown as AppState["data"];
  const rest = { data: ready, runs: [ended], runId: "r1", modelId: "r1", models: [{ id: "r1", experiment: recipe }] as unknown as AppState["models"] };
  const marks = (doc: Experiment, more: Partial<AppState> = {}) =>
    (["load", "preprocess", "define", "compile", "fit", "evaluate", "predict", "save"] as const).map((step) => at(step, doc, { ...rest, ...more }).mark);
  expect(marks(recipe, { runs: [], runId: null, modelId: null })).toEqual([...Array<string>(5).fill("ready"), ...Array<string>(3).fill("waiting")]);
  expect(marks(recipe)).toEqual([...Array<string>(5).fill("done"), ...Array<string>(3).fill("ready")]);
  const evaluations = { r1: { metrics: {}, loss: 2 } } as unknown as AppState["evaluations"];
  expect(marks(recipe, { evaluations, predicted: ["r1"], taken: ["r1"] })).toEqual(Array(8).fill("done"));
  // Another layer has not been trained; the steps before and after it have.
  expect(marks(edits.insertLayer(recipe, 0, "Flatten")).slice(0, 5)).toEqual(["done", "done", "ready", "done", "ready"]);
});

test("what does not work marks its step, and Fit counts it", () => {
  const broken = edits.insertLayer(recipe, 0, "MaxPooling2D");
  expect(at("define", broken).mark).toBe("problem");
  expect(at("fit", broken)).toEqual({ mark: "problem", summary: "problems 1" });
  // A loss that cannot work is Compile's matter, not Define's.
  const numbers = edits.removeStep(recipe, "p3");
  expect([at("define", numbers).mark, at("compile", numbers).mark]).toEqual(["ready", "problem"]);
});

test("a run that collapsed says so", () => {
  const diagnosis = { kind: "collapse", message: text("collapsed", "坍缩"), remedies: [] } as const;
  const ended: Run = { ...running, status: "ended", epochs: [{ logs: { loss: 2.3026 }, seconds: 3 }], diagnosis };
  expect(at("fit", recipe, { runs: [ended], runId: "r1" })).toEqual({ mark: "problem", summary: "notLearning" });
});
