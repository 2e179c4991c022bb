import type { ActivationKind } from "../layers";
import { activations } from "../layers";
import type { LogitActivation } from "./losses/define";

/** Where a single output is split into class 0 and class 1: the middle of what its activation can give; of logits, 0. */
export function decisionThreshold(activation: ActivationKind, loss: string, logits: LogitActivation | null = null): number {
  const { range } = activations.get(activation);
  return logits !== null || range === "-1..1" || loss === "hinge" ? 0 : 0.5;
}
