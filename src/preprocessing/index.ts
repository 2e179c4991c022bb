export * from "./pipeline";
export * from "./read";
export * from "./steps";
