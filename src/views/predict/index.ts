export { PredictView } from "./PredictView";
