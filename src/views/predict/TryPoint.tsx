import { useMemo, useState } from "react";
import { useNumber, useText, useTranslation } from "../../i18n";
import { number as numberField, text } from "../../schema";
import type { TrainedModel } from "../../store/state";
import { FieldsForm, Note } from "../../ui";
import { PointPlot } from "../samples/PointPlot";
import { ModelMap } from "../trained/ModelMap";
import type { Meaning } from "../trained/usePredictions";
import { useScores } from "../trained/useScores";
import { Meant } from "./Meant";
import { OwnVerdict } from "./OwnVerdict";
import styles from "./predict.module.css";

const reach = 6;
const coordinate = (help: ReturnType<typeof text>) => numberField({ default: 0, min: -reach, max: reach, step: 0.1, help });
const fields = {
  x: coordinate(text("Horizontal position.", "水平位置。")),
  y: coordinate(text("Vertical position.", "垂直位置。")),
};
const none = new Float32Array();

/** A point of one's own: clicked in the plane or typed, and what the model says about it. */
export function TryPoint({ model, meaning }: { readonly model: TrainedModel; readonly meaning: Meaning }) {
  const { t } = useTranslation("predict");
  const say = useText();
  const number = useNumber();
  const [{ x, y }, setPoint] = useState({ x: 1, y: 1 });
  const sample = useMemo(() => Float32Array.of(x, y), [x, y]);
  const { result, message } = useScores(model.id, sample);
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  return (
    <>
      <p className={styles.muted}>{t("tryHelp")}</p>
      <div className={styles.point}>
        <PointPlot
          points={none}
          groups={[]}
          reach={reach}
          map={meaning.fits ? <ModelMap modelId={model.id} reach={reach} reading={meaning.reading} /> : null}
          probe={[x, y]}
          onPick={(across, up) => setPoint({ x: rounded(across), y: rounded(up) })}
          label={t("plane", { x: number(x), y: number(y) })}
        />
        <div>
          <FieldsForm fields={fields} values={{ x, y }} idPrefix="point" onChange={(name, value) => setPoint((was) => ({ ...was, [name]: value as number }))} />
          <div role="status" className={styles.says}>
            {message && <Note tone="bad">{say(message)}</Note>}
            {result && <OwnVerdict meaning={meaning} scores={result.scores} outputs={result.outputs} />}
          </div>
          {result?.scores.every(Number.isFinite) && meaning.fits && <Meant meaning={meaning} />}
        </div>
      </div>
    </>
  );
}
