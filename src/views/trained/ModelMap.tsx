import { useMemo } from "react";
import { sharesOf } from "../../evaluation/shares";
import type { DecisionMap } from "../../training/protocol";
import { DecisionField } from "../fit/DecisionField";
import { gridPoints } from "./scoreGrid";
import { useScores } from "./useScores";

const resolution = 64;

/** A trained model's map of the plane. Classes beyond the second count with the second. */
export function ModelMap({ modelId, reach, threshold }: { readonly modelId: string; readonly reach: number; readonly threshold: number }) {
  const points = useMemo(() => gridPoints(resolution, reach), [reach]);
  const { result } = useScores(modelId, points);
  const map = useMemo((): DecisionMap | null => {
    if (!result) return null;
    const { shares, classes } = sharesOf(result.scores, result.outputs, threshold);
    return { resolution, reach, values: Float32Array.from({ length: resolution * resolution }, (_, i) => 1 - shares[i * classes]!) };
  }, [result, reach, threshold]);
  return map && <DecisionField map={map} />;
}
