import { inferStack } from "../../../architecture";
import { examine } from "../../../experiment";
import { random } from "../../../random/random";
import { sizeOf } from "../../../schema";
import { hasVectors, threadsFor } from "../backends/wasm";
import { checkWeights } from "../model/build";
import { makeTfjsLearner, type LearnerSetting, type MakeLearner } from "../session/makeLearner";
import { tf } from "../tf";
import { canFuse } from "./fused";
import { FusedLearner } from "./fusedLearner";

/** Work of one step below which waking other threads costs more than they do. */
const worthThreads = 20_000_000;

/** Threads for a stack: shared memory is there only on a page that is isolated from others. */
function threadsWanted(flopsPerStep: number): number {
  const can = typeof SharedArrayBuffer !== "undefined" && typeof Worker !== "undefined" && globalThis.crossOriginIsolated;
  return can && flopsPerStep >= worthThreads ? threadsFor(navigator.hardwareConcurrency || 1) : 1;
}

async function makeFusedLearner({ experiment, fitted, weights, batchSize = experiment.fit.batch_size }: LearnerSetting): Promise<FusedLearner> {
  const stack = inferStack(experiment.layers, fitted.sampleShape);
  if (weights) checkWeights(stack.rows, weights);
  const setting = {
    layers: experiment.layers,
    inputShape: fitted.sampleShape,
    targetSize: sizeOf(fitted.targetShape),
    threshold: examine(experiment).threshold,
    batchSize,
    source: random(experiment.seed),
    ...(weights ? { weights } : {}),
  };
  // Forward, and twice as much backward.
  const threads = threadsWanted(3 * stack.flops * batchSize);
  try {
    return await FusedLearner.build({ ...setting, threads }, experiment.compile);
  } catch (error) {
    // A page's policy or a full machine may forbid helpers; the work is the same without them.
    if (threads === 1) throw error;
    return FusedLearner.build({ ...setting, threads: 1 }, experiment.compile);
  }
}

/** Work of one step below which a graphics card spends its time on being asked rather than on the answer. */
const tiny = 20_000_000;

/**
 * The fused engine for every stack that it knows, on the processor; and for tiny ones in place of a graphics card too,
 * unless a person chose that. tfjs for all else: the other backends, and what cannot be lowered.
 */
export const learners =
  (device: { readonly automatic: boolean }): MakeLearner =>
  (setting) => {
    const { experiment, fitted, batchSize = experiment.fit.batch_size, on } = setting;
    const { flops } = inferStack(experiment.layers, fitted.sampleShape);
    const chosen = tf.getBackend() === "wasm" || (device.automatic && 3 * flops * batchSize < tiny);
    const here = on === undefined ? chosen : on === "wasm";
    const fused = here && hasVectors() && canFuse({ layers: experiment.layers, ...experiment.compile });
    return fused ? makeFusedLearner(setting) : makeTfjsLearner(setting);
  };
