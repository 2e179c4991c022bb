export { CompileView } from "./CompileView";
