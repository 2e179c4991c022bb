export { App } from "./App";
export { followAddress } from "./stepAddress";
export { resolveTheme } from "./useDocumentRoot";
