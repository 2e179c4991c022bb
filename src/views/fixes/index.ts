export { FixButtons } from "./FixButtons";
