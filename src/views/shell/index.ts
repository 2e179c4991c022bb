export { App } from "./App";
export { resolveTheme } from "./useDocumentRoot";
