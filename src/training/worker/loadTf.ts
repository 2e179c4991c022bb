import type { Tf } from "./tf";

let loaded: Tf | null = null;

/** tfjs, which is fetched when a model first needs it: most models train in the fused engine and never do. */
export async function loadTf(): Promise<Tf> {
  loaded ??= (await import("./tf")).tf;
  return loaded;
}

/** What tfjs holds; nothing as long as nobody needed it. */
export const tfMemory = (): { readonly numTensors: number; readonly numBytes: number } => loaded?.memory() ?? { numTensors: 0, numBytes: 0 };
