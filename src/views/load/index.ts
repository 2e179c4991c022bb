export { LoadView } from "./LoadView";
