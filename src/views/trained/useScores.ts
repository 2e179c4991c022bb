import { useEffect, useState } from "react";
import type { Text } from "../../schema";
import { useApp } from "../../store/react";
import { wordsOf } from "../../store/refused";

interface Scores {
  readonly scores: Float32Array;
  readonly outputs: number;
}

export interface Scored {
  readonly waiting: boolean;
  /** For the samples asked for last, or while waiting for those before. */
  readonly result: Scores | undefined;
  readonly message: Text | undefined;
}

/** A model's outputs for raw samples; asked again when the model, its preprocessing or the samples (by identity) are others. */
export function useScores(modelId: string, samples: Uint8Array | Float32Array | null): Scored {
  const predict = useApp((state) => state.predict);
  // The same model gives other outputs once its inputs are prepared in another way.
  const preprocessing = useApp((state) => state.models.find(({ id }) => id === modelId)?.preprocessing);
  const [known, setKnown] = useState<{ readonly of: unknown; readonly by: string; readonly through?: unknown; readonly result?: Scores; readonly message?: Text }>({ of: null, by: "" });
  useEffect(() => {
    if (!samples) return;
    let live = true;
    predict(modelId, samples).then(
      (result) => live && setKnown({ of: samples, by: modelId, through: preprocessing, result }),
      (thrown: unknown) => live && setKnown({ of: samples, by: modelId, through: preprocessing, message: wordsOf(thrown) }),
    );
    return () => {
      live = false;
    };
  }, [predict, modelId, samples, preprocessing]);
  if (!samples) return { waiting: false, result: undefined, message: undefined };
  const mine = known.of === samples && known.by === modelId && known.through === preprocessing;
  return { waiting: !mine, result: known.by === modelId ? known.result : undefined, message: mine ? known.message : undefined };
}
