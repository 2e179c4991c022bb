import { useMemo } from "react";
import { datasets, type AnyDataset } from "../../datasets";
import { confidences, sharesOf } from "../../evaluation/shares";
import { examine } from "../../experiment";
import { outputActivation } from "../../architecture";
import { activations } from "../../layers";
import { useText } from "../../i18n";
import type { TrainedModel } from "../../store/state";
import type { Evaluation } from "../../training/protocol";

/** What the outputs of a model mean. */
export interface Meaning {
  readonly kind: AnyDataset;
  readonly names: readonly string[];
  readonly threshold: number;
  readonly outputs: number;
  /** Probabilities of one choice (softmax, a single sigmoid), or only shares that were made of the outputs. */
  readonly probabilities: boolean;
}

export function useMeaning(model: TrainedModel): Meaning {
  const say = useText();
  const { experiment } = model;
  const kind = datasets.get(experiment.dataset.kind);
  const { threshold, outputs, probabilities } = useMemo(() => {
    const { threshold, stack } = examine(experiment);
    const { range } = activations.get(outputActivation(experiment.layers));
    const outputs = stack.output?.at(-1) ?? 1;
    return { threshold, outputs, probabilities: range === "distribution" || (outputs === 1 && range === "0..1" && threshold === 0.5) };
  }, [experiment]);
  return { kind, names: kind.classes.map(say), threshold, outputs, probabilities };
}

/** Shares of the classes and the confidence in the predicted class, sample by sample of an evaluation. */
export interface Predictions {
  readonly evaluation: Evaluation;
  readonly shares: Float32Array;
  readonly classes: number;
  readonly confidence: Float32Array;
}

export function usePredictions(evaluation: Evaluation, threshold: number): Predictions {
  return useMemo(() => {
    const { shares, classes } = sharesOf(evaluation.scores, evaluation.outputs, threshold);
    return { evaluation, shares, classes, confidence: confidences(shares, classes, evaluation.predicted) };
  }, [evaluation, threshold]);
}
