import { inferStack } from "../../../architecture";
import { examine } from "../../../experiment";
import { random } from "../../../random/random";
import { sizeOf, text } from "../../../schema";
import { note, NoAnswer } from "../attempts";
import type { Device } from "../backends";
import { hasVectors, threadsHere } from "../backends/wasm";
import { checkWeights } from "../model/checkWeights";
import { makeTfjsLearner, type LearnerSetting, type MakeLearner } from "../session/makeLearner";
import { canFuse } from "./fused";
import { FusedLearner } from "./fusedLearner";

/** Work of one step below which waking other threads costs more than they do. */
const worthThreads = 20_000_000;

/** Set when helper threads did not answer, or when the page asks for it: no more than one thread from now on. */
let single = false;
export const useOneThread = (): void => void (single = true);

/** Threads for a stack: shared memory is there only on a page that is isolated from others. */
const threadsWanted = (flopsPerStep: number): number => (!single && flopsPerStep >= worthThreads ? threadsHere() : 1);

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
  const build = (count: number): Promise<FusedLearner> => FusedLearner.build({ ...setting, threads: count }, experiment.compile);
  if (threads === 1) return build(1);
  try {
    return await build(threads).catch((error: unknown) => {
      // Threads that hang are started once more.
      if (error instanceof NoAnswer) return build(threads);
      throw error;
    });
  } catch (error) {
    // A page's policy or a full machine may forbid helpers; the work is the same without them.
    const learner = await build(1);
    if (error instanceof NoAnswer) {
      single = true;
      note(text("The engine's threads did not answer. It trains with one thread; training may be slower.", "计算引擎的线程没有响应，现以单线程训练；训练可能较慢。"));
    }
    return learner;
  }
}

/** Work of one step below which a graphics card spends its time on being asked rather than on the answer. */
const tiny = 20_000_000;

/**
 * The fused engine for every stack that it knows, on the processor; and for tiny ones in place of a graphics card too,
 * unless a person chose that. tfjs for all else: the other backends, and what cannot be lowered.
 */
export const learners =
  (device: Pick<Device, "automatic" | "backend" | "ready" | "status">): MakeLearner =>
  async (setting) => {
    const { experiment, fitted, batchSize = experiment.fit.batch_size, on } = setting;
    const { flops } = inferStack(experiment.layers, fitted.sampleShape);
    const fused = (): boolean => {
      const chosen = device.backend === "wasm" || (device.automatic && 3 * flops * batchSize < tiny);
      const here = on === undefined ? chosen : on === "wasm";
      return here && hasVectors() && canFuse({ layers: experiment.layers, ...experiment.compile });
    };
    await device.status();
    if (fused()) return makeFusedLearner(setting);
    await device.ready();
    // Another device may have taken the place of one that did not start.
    return fused() ? makeFusedLearner(setting) : makeTfjsLearner(setting);
  };
