export { EvaluateView } from "./EvaluateView";
