export { DefineView } from "./DefineView";
