import { expect, test } from "vitest";
import { readOptimizer, type OptimizerSpec } from "../../compile";
import { compileCall } from "./compileCall";

const spec = (kind: OptimizerSpec["kind"], raw: Record<string, unknown>): OptimizerSpec => {
  const read = readOptimizer(kind, raw, []);
  if (!read.ok) throw new Error("not an optimizer");
  return read.value;
};

const recipe = { output: [10], threshold: 0.5 };

test("the recipe's compile line, defaults left out", () => {
  expect(compileCall({ optimizer: spec("Adam", { learning_rate: 0.01 }), loss: "categorical_crossentropy", metrics: ["accuracy"] }, recipe)).toBe(
    'model.compile(\n    optimizer=keras.optimizers.Adam(learning_rate=0.01),\n    loss="categorical_crossentropy",\n    metrics=["accuracy"],\n)',
  );
});

test("what was changed is named, in Python's words; no metrics, no list", () => {
  expect(compileCall({ optimizer: spec("SGD", { momentum: 0.9, nesterov: true }), loss: "hinge", metrics: [] }, recipe)).toBe(
    'model.compile(\n    optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.9, nesterov=True),\n    loss="hinge",\n)',
  );
});

test("amsgrad is named once it is on", () => {
  const call = compileCall({ optimizer: spec("Adam", { amsgrad: true }), loss: "mean_squared_logarithmic_error", metrics: [] }, recipe);
  expect(call).toContain("optimizer=keras.optimizers.Adam(learning_rate=0.001, amsgrad=True),\n    loss=\"mean_squared_logarithmic_error\"");
});

test("a metric that Keras takes of classes only is written as its class", () => {
  const call = compileCall({ optimizer: spec("Adam", {}), loss: "categorical_crossentropy", metrics: ["accuracy", "f1_score"] }, recipe);
  expect(call).toContain('keras.metrics.F1Score(name="f1_score", average="macro")');
});
