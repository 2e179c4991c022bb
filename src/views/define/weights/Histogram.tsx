import { useNumber, useTranslation } from "../../../i18n";
import type { WeightLook } from "./figures";
import styles from "./Weights.module.css";

const [width, height] = [240, 64];

/** How a weight's values are spread, as bars. */
export function Histogram({ name, look: { figures, counts } }: { readonly name: string; readonly look: WeightLook }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const most = Math.max(1, ...counts);
  const figure = (value: number): string => number(value, { maximumSignificantDigits: 3 });
  if (figures.nans === figures.count) return <p>{t("allNan")}</p>;
  const bar = width / counts.length;
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
