import type { ActivationKind } from "../layers";
import { activations } from "../layers";

/** Where a single output is split into class 0 and class 1: the middle of what its activation can give. */
export function decisionThreshold(activation: ActivationKind, loss: string): number {
  const { range } = activations.get(activation);
  return range === "-1..1" || loss === "hinge" ? 0 : 0.5;
}
