export { App } from "./App";
export { fetchAtIdle } from "./latePart";
export { followAddress } from "./stepAddress";
export { resolveTheme } from "./useDocumentRoot";
