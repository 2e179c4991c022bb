export { PreprocessView } from "./PreprocessView";
