import { useMemo } from "react";
import { datasets, type AnyDataset } from "../../datasets";
import { confidences, sharesOf, type Reading } from "../../evaluation/shares";
import { examine, outputMisfit } from "../../experiment";
import { outputActivation } from "../../architecture";
import { activations } from "../../layers";
import { useText } from "../../i18n";
import { sizeOf } from "../../schema";
import type { TrainedModel } from "../../store/state";
import type { Evaluation } from "../../training/protocol";

/** What the outputs of a model mean. */
export interface Meaning {
  readonly kind: AnyDataset;
  readonly names: readonly string[];
  readonly reading: Reading;
  readonly outputs: number;
  /** Probabilities of one choice (softmax, a single sigmoid, or what logits come to), or only shares that were made of the outputs. */
  readonly probabilities: boolean;
  /** Whether the outputs are the classes of the data: where not, they are only numbers. */
  readonly fits: boolean;
}

export function useMeaning(model: TrainedModel): Meaning {
  const say = useText();
  const { experiment } = model;
  const kind = datasets.get(experiment.dataset.kind);
  const { reading, outputs, probabilities, fits } = useMemo(() => {
    const { threshold, logits, stack } = examine(experiment);
    const { range } = activations.get(outputActivation(experiment.layers));
    const outputs = sizeOf(stack.output ?? [1]);
    const given = range === "distribution" || (outputs === 1 && range === "0..1" && threshold === 0.5);
    return { reading: { threshold, logits }, outputs, fits: !outputMisfit(experiment), probabilities: logits ? logits === "softmax" || outputs === 1 : given };
  }, [experiment]);
  return { kind, names: kind.classes.map(say), reading, outputs, probabilities, fits };
}

/** Shares of the classes and the confidence in the predicted class, sample by sample of an evaluation. */
export interface Predictions {
  readonly evaluation: Evaluation;
  readonly shares: Float32Array;
  readonly classes: number;
  readonly confidence: Float32Array;
}

export function usePredictions(evaluation: Evaluation, reading: Reading): Predictions {
  return useMemo(() => {
    const { shares, classes } = sharesOf(evaluation.scores, evaluation.outputs, reading);
    return { evaluation, shares, classes, confidence: confidences(shares, classes, evaluation.predicted) };
  }, [evaluation, reading]);
}
