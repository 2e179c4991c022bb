import { Download } from "lucide-react";
import { memo, useState } from "react";
import type { LayerWeight } from "../../../architecture";
import { useNumber, useTranslation } from "../../../i18n";
import { npyFile } from "../../../models/npy";
import { showTuple } from "../../../schema";
import { Button, Progress } from "../../../ui";
import { deliverFile } from "../../deliverFile";
import { Histogram } from "./Histogram";
import { useLook } from "./useLook";
import { ValueTable } from "./ValueTable";
import styles from "./Weights.module.css";

/** NumPy's own format. */
const extension = ".npy";

/** One weight: its figures, how its values are spread, the values themselves, and the way out as a file. Drawn again for another weight only. */
export const WeightCard = memo(function WeightCard({ weight }: { readonly weight: LayerWeight }) {
  const { t } = useTranslation("define");
  const number = useNumber();
  const [open, setOpen] = useState(false);
  const look = useLook(weight.values);
  const name = `${weight.layerName}.${weight.name}`;
  const shown = (value: number): string => (Number.isFinite(value) ? number(value, { maximumSignificantDigits: 4 }) : "–");
  const list = ({ figures }: NonNullable<typeof look>): readonly (readonly [string, string])[] => [
    [t("count"), number(figures.count)],
    [t("mean"), shown(figures.mean)],
    [t("deviation"), shown(figures.deviation)],
    [t("min"), shown(figures.min)],
    [t("max"), shown(figures.max)],
    ...(figures.nans ? [["NaN", number(figures.nans)] as const] : []),
  ];
  return (
    <li className={styles.weight}>
      <div className={styles.head}>
        <h4>
          <code>{name}</code> <code className={styles.shape}>{showTuple(weight.shape)}</code>
        </h4>
        <div className={styles.actions}>
          <Button aria-expanded={open} aria-label={`${t("values")}: ${name}`} onClick={() => setOpen(!open)}>
            {t("values")}
          </Button>
          <Button icon={<Download aria-hidden="true" />} aria-label={`${t("download")}: ${name}`} onClick={() => deliverFile(npyFile(weight))}>
            {extension}
          </Button>
        </div>
      </div>
      {look ? (
        <div className={styles.body}>
          <dl className={styles.figures} aria-label={t("figuresOf", { name })}>
            {list(look).map(([term, value]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <Histogram name={name} look={look} />
        </div>
      ) : (
        <Progress part={null} label={t("weightsReading")} />
      )}
      {open && <ValueTable weight={weight} />}
    </li>
  );
});
