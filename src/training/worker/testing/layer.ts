import { readLayer, type LayerKindName, type LayerSpec } from "../../../layers";

/** A layer for a test, by the parameters that matter there. */
export function layer(id: string, kind: LayerKindName, values: Record<string, unknown>): LayerSpec {
  const read = readLayer(id, kind, values, []);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}
