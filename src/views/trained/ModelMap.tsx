import { useMemo } from "react";
import { sharesOf, type Reading } from "../../evaluation/shares";
import type { DecisionMap } from "../../training/protocol";
import { DecisionField } from "../fit/DecisionField";
import { gridPoints } from "./scoreGrid";
import { useScores } from "./useScores";

const resolution = 64;

/** A trained model's map of the plane. Classes beyond the second count with the second. */
export function ModelMap({ modelId, reach, reading }: { readonly modelId: string; readonly reach: number; readonly reading: Reading }) {
  const points = useMemo(() => gridPoints(resolution, reach), [reach]);
  const { result } = useScores(modelId, points);
  const map = useMemo((): DecisionMap | null => {
    if (!result) return null;
    const { shares, classes } = sharesOf(result.scores, result.outputs, reading);
    return { resolution, reach, values: Float32Array.from({ length: resolution * resolution }, (_, i) => 1 - shares[i * classes]!) };
  }, [result, reach, reading]);
  return map && <DecisionField map={map} />;
}
