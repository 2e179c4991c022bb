import { Shuffle } from "lucide-react";
import { useMemo, useState } from "react";
import type { AnyDataset } from "../../datasets";
import { useNumber, useText, useTranslation } from "../../i18n";
import { useExperiment } from "../../store/react";
import type { DatasetSummary, PartName } from "../../training/protocol";
import { Button, Note, Panel, Segmented, Select } from "../../ui";
import { Gallery } from "../samples/Gallery";
import { dealt, positionsOf, shuffled } from "../samples/pick";
import { useAnswer } from "../samples/useAnswer";
import styles from "./load.module.css";

/** How many pictures are shown at once. */
const shown = 24;

/** Pictures of the data with their class names; others on demand, of one part and one class. */
export function ImagePanel({ kind, summary }: { readonly kind: AnyDataset; readonly summary: DatasetSummary }) {
  const { t } = useTranslation("load");
  const say = useText();
  const number = useNumber();
  const { seed } = useExperiment();
  const [part, setPart] = useState<PartName>("train");
  const [wanted, setWanted] = useState("all");
  const [round, setRound] = useState(0);
  const labelsAsk = useMemo(() => ({ part, of: summary }), [part, summary]);
  const labels = useAnswer("labels", labelsAsk);
  const known = labels.status === "ready" ? labels.answer : undefined;
  const deck = useMemo(() => known && shuffled(positionsOf(known, wanted === "all" ? null : Number(wanted)), seed), [known, wanted, seed]);
  const samplesAsk = useMemo(() => deck && { part, indices: dealt(deck, shown, round) }, [deck, part, round]);
  const { answer: samples, status, message } = useAnswer("samples", samplesAsk ?? null);
  const partName = part === "train" ? t("train") : t("test");
  const nameOf = (at: number): string => say(kind.classes[samples!.labels[at]!]!);
  const failed = labels.message ?? message;
  return (
    <Panel title={t("samples")} level={4}>
      <div className={styles.controls}>
        <Segmented
          label={t("part")}
          options={[
            { value: "train", label: t("train") },
            { value: "test", label: t("test") },
          ]}
          value={part}
          onChange={setPart}
        />
        <Select
          label={t("classFilter")}
          hideLabel
          options={[{ value: "all", label: t("allClasses") }, ...kind.classes.map((name, label) => ({ value: String(label), label: say(name) }))]}
          value={wanted}
          onChange={setWanted}
        />
        <Button icon={<Shuffle aria-hidden="true" />} onClick={() => setRound(round + 1)}>
          {t("others")}
        </Button>
      </div>
      {failed && (
        <Note tone="bad" title={t("samplesFailed")}>
          <p>{say(failed)}</p>
        </Note>
      )}
      {deck?.length === 0 && <p className={styles.muted}>{t("noSuch")}</p>}
      {samples && (
        <Gallery
          samples={samples}
          waiting={status !== "ready"}
          alt={(at) => t("pictureOf", { name: nameOf(at), n: number(samples.indices[at]! + 1), part: partName })}
          caption={nameOf}
        />
      )}
    </Panel>
  );
}
