export * from "./memory";
export * from "./stack";
export * from "./weights";
