export { DecisionField } from "./DecisionField";
export { FitView } from "./FitView";
export { useMemoryWarning } from "./Memory";
export { TrainingBoard } from "./TrainingBoard";
