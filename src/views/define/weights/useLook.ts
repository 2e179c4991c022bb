import { useEffect, useMemo, useState } from "react";
import { lookAt, looking, portion, type WeightLook } from "./figures";

/**
 * Figures and histogram of a weight. Those of a large one are worked out portion by portion, so that the page stays in
 * hand meanwhile: null the first time, afterwards the look before stays until the new one is done, so that nothing blinks
 * while a run is followed.
 */
export function useLook(values: Float32Array): WeightLook | null {
  const small = useMemo(() => (values.length <= portion ? lookAt(values) : null), [values]);
  const [large, setLarge] = useState<WeightLook | null>(null);
  useEffect(() => {
    if (values.length <= portion) return;
    const work = looking(values);
    let timer: ReturnType<typeof setTimeout>;
    const goOn = (): void => {
      const { done, value } = work.next();
      if (done) setLarge(value);
      else timer = setTimeout(goOn);
    };
    timer = setTimeout(goOn);
    return () => clearTimeout(timer);
  }, [values]);
  // A weight of another size is another weight.
  return small ?? (large?.figures.count === values.length ? large : null);
}
