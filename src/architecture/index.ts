export * from "./stack";
export * from "./weights";
