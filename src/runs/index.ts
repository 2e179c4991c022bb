export * from "./run";
export * from "./changes";
export * from "./goingOn";
