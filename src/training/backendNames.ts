/** The backends of tfjs that are offered, by tfjs's names. */
export const backendNames = ["webgpu", "webgl", "wasm", "cpu"] as const;
