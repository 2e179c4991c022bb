import { useEffect, useMemo, useState } from "react";
import { lookAt, looking, portion, type WeightLook } from "./figures";

/**
 * Figures and histogram of a weight; null while those of a large one are worked out, portion by portion, so that the
 * page stays in hand meanwhile.
 */
export function useLook(values: Float32Array): WeightLook | null {
  const small = useMemo(() => (values.length <= portion ? lookAt(values) : null), [values]);
  const [large, setLarge] = useState<{ readonly of: Float32Array; readonly look: WeightLook } | null>(null);
  useEffect(() => {
    if (values.length <= portion) return;
    const work = looking(values);
    let timer: ReturnType<typeof setTimeout>;
    const goOn = (): void => {
      const { done, value } = work.next();
      if (done) setLarge({ of: values, look: value });
      else timer = setTimeout(goOn);
    };
    timer = setTimeout(goOn);
    return () => clearTimeout(timer);
  }, [values]);
  return small ?? (large?.of === values ? large.look : null);
}
