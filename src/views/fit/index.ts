export { DecisionField } from "./DecisionField";
export { FitView } from "./FitView";
export { useMemoryWarning } from "./Memory";
export { usePlaces } from "./Obstacles";
export { TrainingBoard } from "./TrainingBoard";
