export * from "./examine";
export * from "./experiment";
export * from "./history";
export * from "./memoryEstimate";
export * from "./presets";
export * from "./read";
export * from "./remedies";
export * from "./trainedCount";
export * as edits from "./edits";
