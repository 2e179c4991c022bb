export * from "./pipeline";
export * from "./steps";
