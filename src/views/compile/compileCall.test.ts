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

test("a metric without an equal in Keras is named in a comment, with what comes nearest", () => {
  const call = compileCall({ optimizer: spec("SGD", {}), loss: "categorical_crossentropy", metrics: ["accuracy", "precision", "recall"] }, recipe);
  expect(call.split("\n").slice(3)).toEqual([
    '    metrics=["accuracy"],',
    "    # without precision: it is the mean over the classes, for which Keras has no metric",
    "    #   of one class keras.metrics.Precision(top_k=1, class_id=0) is the same",
    "    # without recall: it is the mean over the classes, for which Keras has no metric",
    "    #   of one class keras.metrics.Recall(top_k=1, class_id=0) is the same",
    ")",
  ]);
});

test("behind hinge a single output is split where no metric of Keras splits it", () => {
  const call = compileCall({ optimizer: spec("SGD", {}), loss: "hinge", metrics: ["accuracy", "f1_score"] }, { output: [1], threshold: 0 });
  expect(call).not.toContain("metrics=");
  expect(call).toContain("\n    # without accuracy: Keras splits a single output at 0.5, here it is split at 0\n    # without f1_score: ");
});

test("where every metric has an equal there is no comment", () => {
  expect(compileCall({ optimizer: spec("SGD", {}), loss: "binary_crossentropy", metrics: ["accuracy", "precision", "recall"] }, { output: [1], threshold: 0.5 })).not.toContain("#");
});

test("a metric that Keras takes of classes only is written as its class", () => {
  const call = compileCall({ optimizer: spec("Adam", {}), loss: "categorical_crossentropy", metrics: ["accuracy", "f1_score"] }, recipe);
  expect(call).toContain('keras.metrics.F1Score(name="f1_score", average="macro")');
});

test("from_logits is named in the loss's class", () => {
  const call = compileCall({ optimizer: spec("SGD", {}), loss: "binary_crossentropy", from_logits: true, metrics: ["accuracy"] }, { output: [1], threshold: 0 });
  expect(call).toContain("\n    loss=keras.losses.BinaryCrossentropy(from_logits=True),\n");
  expect(call).toContain("# without accuracy: Keras splits a single output at 0.5, here it is split at 0");
});
