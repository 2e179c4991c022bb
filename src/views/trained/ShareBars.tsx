import type { CSSProperties } from "react";
import { useNumber } from "../../i18n";
import { classes } from "../../ui";
import { useFigure } from "../samples/useFigure";
import styles from "./trained.module.css";

/** The classes with the largest shares of one sample, as bars with figures. `outputs` adds the model's own numbers, `colourOf` gives the classes colours of their own. */
export function ShareBars({ names, shares, most = names.length, truth, outputs, colourOf, label }: {
  readonly names: readonly string[];
  /** One per class, 0 … 1. */
  readonly shares: readonly number[];
  readonly most?: number;
  /** The true class, where it is known. */
  readonly truth?: number;
  readonly outputs?: readonly number[];
  readonly colourOf?: (label: number) => string;
  readonly label: string;
}) {
  const number = useNumber();
  const figure = useFigure();
  const order = shares.map((_, i) => i).sort((a, b) => shares[b]! - shares[a]! || a - b);
  return (
    <ol className={styles.bars} aria-label={label}>
      {order.slice(0, most).map((i, place) => (
        <li key={i} className={classes(truth !== undefined && (i === truth ? styles.right : place === 0 ? styles.wrong : styles.other))}>
          <span className={styles.track} aria-hidden="true">
            <span style={{ width: `${shares[i]! * 100}%`, ...(colourOf && ({ "--tint": colourOf(i) } as CSSProperties)) }} />
          </span>
          <span className={styles.name}>{names[i] ?? i}</span>
          <span className={styles.share}>{number(shares[i]!, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 })}</span>
          {outputs && <span className={styles.output}>{figure(outputs[i]!)}</span>}
        </li>
      ))}
    </ol>
  );
}
