export * from "./check";
export { decisionThreshold } from "./threshold";
export { losses, type LossName } from "./losses";
export type { LossSetting } from "./losses/define";
export { metrics, notInKeras, type MetricName } from "./metrics";
export { optimizers, readOptimizer, type OptimizerName, type OptimizerSpec } from "./optimizers";
