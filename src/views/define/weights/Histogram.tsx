import { useMemo } from "react";
import { useNumber, useTranslation } from "../../../i18n";
import { histogramOf, type WeightFigures } from "./figures";
import styles from "./Weights.module.css";

const [width, height] = [240, 64];

/** How a weight's values are spread, as bars. */
export function Histogram({ name, values, figures }: { readonly name: string; readonly values: Float32Array; readonly figures: WeightFigures }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  // As many bars as the square root of the numbers: few numbers do not look like noise.
  const bins = Math.max(8, Math.min(40, Math.ceil(Math.sqrt(figures.count))));
  const counts = useMemo(() => histogramOf(values, figures, bins), [values, figures, bins]);
  const most = Math.max(1, ...counts);
  const figure = (value: number): string => number(value, { maximumSignificantDigits: 3 });
  if (figures.nans === figures.count) return <p>{t("allNan")}</p>;
  const bar = width / bins;
  return (
    <figure className={styles.histogram}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("histogram", { name, n: number(figures.count), min: figure(figures.min), max: figure(figures.max) })}
      >
        {counts.map((count, i) => {
          const tall = count ? Math.max(1, (count / most) * height) : 0;
          return <rect key={i} x={i * bar + 0.5} y={height - tall} width={bar - 1} height={tall} fill="var(--accent)" />;
        })}
      </svg>
      <figcaption aria-hidden="true">
        <span>{figure(figures.min)}</span>
        <span>{figure(figures.max)}</span>
      </figcaption>
    </figure>
  );
}
