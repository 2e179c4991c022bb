export * from "./check";
export { betterOf, figureNames } from "./figures";
export { decisionThreshold } from "./threshold";
export { losses, type LossName } from "./losses";
export type { LogitActivation, LossSetting } from "./losses/define";
export { kerasLoss, logitsIn, lossInput, takesLogits, type LossChoice, type LossInput } from "./losses/input";
export { metrics, notInKeras, type MetricName } from "./metrics";
export { optimizers, readOptimizer, type OptimizerName, type OptimizerSpec } from "./optimizers";
