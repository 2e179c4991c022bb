/** How the outputs of a model are read. */
export interface Reading {
  /** Where a single output is split into class 0 and class 1. */
  readonly threshold: number;
  /** What turns the outputs into probabilities, where they are logits. */
  readonly logits?: "sigmoid" | "softmax" | null;
}

/** Logits as probabilities, row by row of `outputs`. */
function probabilitiesOf(logits: Float32Array, outputs: number, activation: "sigmoid" | "softmax"): Float32Array {
  if (activation === "sigmoid") return logits.map((z) => 1 / (1 + Math.exp(-z)));
  const result = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += outputs) {
    const values = logits.subarray(row, row + outputs);
    const top = values.reduce((most, z) => Math.max(most, z), -Infinity);
    const powers = values.map((z) => Math.exp(z - top));
    const sum = powers.reduce((total, power) => total + power, 0);
    powers.forEach((power, c) => (result[row + c] = power / sum));
  }
  return result;
}

/**
 * How a model divides its belief among the classes, between 0 and 1: one row of `classes` for each row of `outputs`.
 *
 * - Several outputs: each divided by their sum, negative ones counted as 0. Behind softmax this changes nothing; behind
 *   sigmoid the outputs are no probabilities of one choice, and this is what categorical cross-entropy makes of them.
 *   A row that sums to 0 is shared out evenly.
 * - One output: its place between the two targets (0 and 1 around a threshold of 0.5, −1 and 1 around 0), for class 1.
 * - Logits are turned into probabilities first.
 */
export function sharesOf(scores: Float32Array, outputs: number, { threshold, logits }: Reading): { readonly shares: Float32Array; readonly classes: number } {
  if (logits) return sharesOf(probabilitiesOf(scores, outputs, logits), outputs, { threshold: 0.5 });
  const clamp = (value: number): number => Math.min(1, Math.max(0, value));
  if (outputs === 1) {
    const shares = new Float32Array(scores.length * 2);
    scores.forEach((score, i) => {
      const one = clamp(threshold === 0 ? (score + 1) / 2 : score);
      shares[2 * i] = 1 - one;
      shares[2 * i + 1] = one;
    });
    return { shares, classes: 2 };
  }
  const shares = new Float32Array(scores.length);
  for (let row = 0; row < scores.length; row += outputs) {
    let sum = 0;
    for (let c = 0; c < outputs; c++) sum += Math.max(0, scores[row + c]!);
    for (let c = 0; c < outputs; c++) shares[row + c] = sum > 0 ? Math.max(0, scores[row + c]!) / sum : 1 / outputs;
  }
  return { shares, classes: outputs };
}

/** The class that each row of outputs decides for: the largest (the first of equals), or whether the only one lies above the threshold. */
export function decided(scores: Float32Array, outputs: number, { threshold }: Reading): Uint8Array {
  return Uint8Array.from({ length: scores.length / outputs }, (_, i) => {
    if (outputs === 1) return scores[i]! > threshold ? 1 : 0;
    let best = 0;
    for (let c = 1; c < outputs; c++) if (scores[i * outputs + c]! > scores[i * outputs + best]!) best = c;
    return best;
  });
}

/** Share of the class that each sample was put in. */
export const confidences = (shares: Float32Array, classes: number, predicted: Uint8Array): Float32Array =>
  Float32Array.from(predicted, (label, i) => shares[i * classes + label]!);

export type Verdict = "all" | "right" | "wrong";
export type Order = "most" | "least" | "given";

/** Which samples to show, and in which order: by the confidence in the predicted class, ties as they come. */
export function arranged(
  labels: Uint8Array,
  predicted: Uint8Array,
  confidence: Float32Array,
  verdict: Verdict,
  order: Order,
): number[] {
  const chosen: number[] = [];
  labels.forEach((label, i) => {
    if (verdict === "all" || (label === predicted[i]) === (verdict === "right")) chosen.push(i);
  });
  if (order === "given") return chosen;
  const sign = order === "most" ? -1 : 1;
  return chosen.sort((a, b) => sign * (confidence[a]! - confidence[b]!) || a - b);
}
