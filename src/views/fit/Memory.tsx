import { useMemo, useRef } from "react";
import { datasets } from "../../datasets";
import { memoryEstimate, verdictOn, type MemoryEstimate } from "../../experiment";
import { useListing, useText, useTranslation } from "../../i18n";
import { showBytes } from "../../schema";
import { trainsOnCard, useApp, useExperiment } from "../../store";
import { Button, Dialog, Figure, Note } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./fit.module.css";

/** GiB of memory, rounded down to a power of two and 8 at most; undefined where the browser does not tell. */
const deviceMemory = (): number | undefined => (navigator as { readonly deviceMemory?: number }).deviceMemory;

/** How many samples the document's data have: as they were opened, or as the data set promises until then. */
export function useSampleCounts(): { readonly train: number; readonly test: number } {
  const { dataset } = useExperiment();
  const data = useApp((state) => state.data);
  return data.status === "ready" && data.summary.kind === dataset.kind
    ? { train: data.summary.train.count, test: data.summary.test.count }
    : datasets.get(dataset.kind).counts(dataset.values);
}

/** What a run of the document would take; null while it cannot run. */
export function useMemoryEstimate(): MemoryEstimate | null {
  const doc = useExperiment();
  const { problems } = useExamination();
  const { train, test } = useSampleCounts();
  // The board is drawn anew several times a second while it trains.
  return useMemo(() => (problems.length ? null : memoryEstimate(doc, train + test)), [doc, problems, train, test]);
}

/** Whether there will be room for it, on the device that would train it. */
function useVerdict(estimate: MemoryEstimate | null): ReturnType<typeof verdictOn> {
  const onCard = useApp(({ device, history, measurements }) => trainsOnCard(device, history.present, measurements));
  return estimate ? verdictOn(estimate, deviceMemory(), onCard) : "fine";
}

/** `244 MB`, and what it is made of. */
export function MemoryFigure({ estimate }: { readonly estimate: MemoryEstimate | null }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const listing = useListing();
  const largest = estimate && [...estimate.parts].sort((a, b) => b.bytes - a.bytes).slice(0, 2);
  return (
    <Figure
      label={t("memory")}
      value={estimate ? showBytes(estimate.total) : "–"}
      {...(largest ? { note: listing(largest.map(({ label, bytes }) => `${say(label)} ${showBytes(bytes)}`)) } : {})}
    />
  );
}

/** What helps, and what the memory would go into. */
function MemoryHelp({ estimate }: { readonly estimate: MemoryEstimate }) {
  const { t } = useTranslation("fit");
  const say = useText();
  return (
    <>
      <p>{t("memoryHelp")}</p>
      <ul className={styles.changes}>
        {estimate.parts.map(({ label, bytes }) => (
          <li key={label.en} className={styles.sum}>
            {say(label)}: {showBytes(bytes)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Says beforehand what may end in a crash, and what helps. */
export function MemoryNote({ estimate }: { readonly estimate: MemoryEstimate | null }) {
  const { t } = useTranslation("fit");
  const verdict = useVerdict(estimate);
  if (!estimate || verdict === "fine") return null;
  return (
    <Note tone={verdict === "tight" ? "warn" : "bad"} title={t(verdict === "tight" ? "memoryTight" : "memoryTooMuch", { size: showBytes(estimate.total) })}>
      <MemoryHelp estimate={estimate} />
    </Note>
  );
}

/** The same in a few words, for wherever Play stands; null where there is room enough. */
export function useMemoryWarning(): { readonly words: string; readonly tone: "warn" | "bad" } | null {
  const { t } = useTranslation("fit");
  const estimate = useMemoryEstimate();
  const verdict = useVerdict(estimate);
  if (!estimate || verdict === "fine") return null;
  const size = showBytes(estimate.total);
  return verdict === "tight" ? { words: t("memoryTightShort", { size }), tone: "warn" } : { words: t("memoryTooMuchShort", { size }), tone: "bad" };
}

/** The warning by Play, with the way to what it is made of. */
export function MemoryByPlay() {
  const { t } = useTranslation("fit");
  const warning = useMemoryWarning();
  const goTo = useApp((state) => state.goTo);
  const there = useApp((state) => state.step === "fit");
  if (!warning) return null;
  return (
    <Note tone={warning.tone} actions={there ? undefined : <Button onClick={() => goTo("fit")}>{t("goFit")}</Button>}>
      <p>{warning.words}</p>
    </Note>
  );
}

/** Asks before a run that will most likely fail, from whichever button or key it was started. */
export function MemoryDoubt() {
  const { t } = useTranslation("fit");
  const doubted = useApp((state) => state.doubted);
  const settleDoubt = useApp((state) => state.settleDoubt);
  const estimate = useMemoryEstimate();
  const cancel = useRef<HTMLButtonElement>(null);
  if (!estimate || doubted === null) return null;
  return (
    <Dialog
      open
      first={cancel}
      title={t("memoryAsk")}
      onOpenChange={(open) => !open && settleDoubt(false)}
      actions={
        <>
          <Button ref={cancel} onClick={() => settleDoubt(false)}>
            {t("memoryNotSo")}
          </Button>
          <Button tone="danger" onClick={() => settleDoubt(true)}>
            {t("memoryAnyway")}
          </Button>
        </>
      }
    >
      <p>{t("memoryTooMuchLong", { size: showBytes(estimate.total) })}</p>
      <MemoryHelp estimate={estimate} />
    </Dialog>
  );
}
