import type { Stack } from "./stack";

/** Bytes of one 32-bit number. */
const float = 4;

/** Bytes that the weights take in memory and in a file. */
export const weightBytes = (stack: Stack): number => float * (stack.trainable + stack.nonTrainable);

/**
 * Bytes that one training step needs at least: every weight with its gradient, and for every sample of the batch the
 * values behind each layer with theirs. The optimizer's own memory (Adam: twice the weights) comes on top.
 */
export const trainingBytes = (stack: Stack, batchSize: number): number =>
  float * (2 * stack.trainable + stack.nonTrainable + 2 * batchSize * stack.activations);
