export * from "./run";
export * from "./changes";
