export { SaveView } from "./SaveView";
