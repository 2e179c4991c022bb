export * from "./bytes";
export * from "./fields";
export * from "./issues";
export * from "./registry";
export * from "./result";
export * from "./shape";
export * from "./text";
export * from "./version";
