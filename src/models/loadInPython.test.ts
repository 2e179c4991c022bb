import { expect, it } from "vitest";
import { firstPreset, presets } from "../experiment";
import type { FittedPreprocessing } from "../preprocessing";
import { loadInPython } from "./loadInPython";

it("brings the fitted numbers of every step, and a threshold for a single output", () => {
  const { experiment } = firstPreset;
  const preprocessing: FittedPreprocessing = {
    steps: [{ spec: experiment.preprocessing[0]!, statistics: { mean: [0.5, -1], deviation: [2, 0] }, before: [2] }],
    inputShape: [2],
    sampleShape: [2],
    targetShape: [1],
    classes: 2,
  };
  expect(loadInPython({ experiment, preprocessing }, "a-first-net.keras")).toBe(`import keras
import numpy as np

model = keras.models.load_model("a-first-net.keras")


def preprocess(x):
    """The preprocessing of the training. x: raw samples, shape (n, 2)."""
    x = np.asarray(x, dtype="float32")
    x = (x - np.array([0.5, -1], dtype="float32")) / np.array([2, 1], dtype="float32")  # Z-score
    return x


classes = ["blue", "orange"]

x = np.zeros((1, 2))  # put your own samples here
scores = model.predict(preprocess(x))
for i in (scores[:, 0] > 0.5).astype(int):
    print(classes[i])
`);
});

it("takes Keras's own copy of the data where it has one, and the largest of several outputs", () => {
  const { experiment } = presets.find(({ id }) => id === "recipe-mended")!;
  const [flatten, zScore, oneHot] = experiment.preprocessing;
  const code = loadInPython(
    {
      experiment: { ...experiment, compile: { ...experiment.compile, metrics: ["accuracy", "recall"] } },
      preprocessing: {
        steps: [
          { spec: flatten!, statistics: {}, before: [32, 32, 3] },
          { spec: zScore!, statistics: { mean: [120.7], deviation: [64.15] }, before: [3072] },
          { spec: oneHot!, statistics: {}, before: [1] },
        ],
        inputShape: [32, 32, 3],
        sampleShape: [3072],
        targetShape: [10],
        classes: 10,
      },
    },
    "recipe.keras",
  );
  expect(code).toContain("    x = x.reshape((len(x), 3072))  # Reshape\n    x = (x - 120.7) / 64.15  # Z-score\n    return x");
  expect(code).toContain("keras.datasets.cifar10.load_data()\nx = x_test[:10]\n");
  expect(code).toContain("for i in scores.argmax(axis=-1):");
  expect(code).toContain("    y = keras.utils.to_categorical(y, 10)  # One-hot labels\n    return y");
  expect(code.split("\n").slice(-4)).toEqual([
    "# without recall: it is the mean over the classes, for which Keras has no metric",
    "#   of one class keras.metrics.Recall(top_k=1, class_id=0) is the same",
    "print(model.evaluate(preprocess(x_test), encode(y_test)))",
    "",
  ]);
});
