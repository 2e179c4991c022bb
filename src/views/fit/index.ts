export { DecisionField } from "./DecisionField";
export { FitView } from "./FitView";
export { TrainingBoard } from "./TrainingBoard";
