import { datasets } from "../datasets";
import { examine, type Experiment } from "../experiment";
import { steps, type FittedPreprocessing } from "../preprocessing";
import { leftOutComments } from "./leftOutComments";

/** Python's repr of a short ASCII or other text; JSON's escapes are Python's too. */
const quoted = (words: string): string => JSON.stringify(words);

/**
 * Python that opens a downloaded `.keras` file in Keras 3 and predicts with it: the preprocessing of the training, with
 * the numbers that it took from the training data, and the names of the classes.
 */
export function loadInPython(model: { readonly experiment: Experiment; readonly preprocessing: FittedPreprocessing }, fileName: string): string {
  const { experiment, preprocessing } = model;
  const kind = datasets.get(experiment.dataset.kind);
  const { threshold, stack } = examine(experiment);
  const single = stack.output?.at(-1) === 1;
  const left = stack.output ? leftOutComments(experiment.compile.metrics, { output: stack.output, threshold }) : [];
  const shape = preprocessing.inputShape.join(", ");
  const linesOf = (target: "samples" | "labels"): string[] =>
    preprocessing.steps.flatMap(({ spec, statistics }) => {
      const step = steps.get(spec.kind);
      return step.target === target ? [`    ${step.toPython(spec.values, statistics, preprocessing.classes)}  # ${step.title.en}`] : [];
    });
  const encoding = linesOf("labels");
  const decide = single ? `(scores[:, 0] > ${threshold}).astype(int)` : "scores.argmax(axis=-1)";
  return [
    "import keras",
    "import numpy as np",
    "",
    `model = keras.models.load_model(${quoted(fileName)})`,
    "",
    "",
    "def preprocess(x):",
    `    """The preprocessing of the training. x: raw samples, shape (n, ${shape})."""`,
    `    x = np.asarray(x, dtype="float32")`,
    ...linesOf("samples"),
    "    return x",
    "",
    "",
    ...(encoding.length ? ["def encode(y):", '    """Class numbers to the targets of the training."""', ...encoding, "    return y", "", ""] : []),
    `classes = [${kind.classes.map(({ en }) => quoted(en)).join(", ")}]`,
    "",
    ...(kind.python ? [kind.python, "x = x_test[:10]"] : [`x = np.zeros((1, ${shape}))  # put your own samples here`]),
    "scores = model.predict(preprocess(x))",
    `for i in ${decide}:`,
    "    print(classes[i])",
    ...(kind.python ? left : []),
    ...(kind.python ? [`print(model.evaluate(preprocess(x_test), ${encoding.length ? "encode(y_test)" : "y_test"}))`] : []),
    "",
  ].join("\n");
}
