declare module "virtual:engine-kernels" {
  /** WebAssembly modules compiled from `assembly/`, as base64. */
  export const kernelModules: Readonly<Record<"plain" | "relaxed" | "plainShared" | "relaxedShared", string>>;
}
