import { memoryEstimate, verdictOn, type MemoryEstimate } from "../../experiment";
import { useText, useTranslation } from "../../i18n";
import { showBytes } from "../../schema";
import { useExperiment } from "../../store";
import { Figure, Note } from "../../ui";
import { useExamination } from "../useExamination";
import styles from "./fit.module.css";

/** GiB of memory, rounded down to a power of two and 8 at most; undefined where the browser does not tell. */
const deviceMemory = (): number | undefined => (navigator as { readonly deviceMemory?: number }).deviceMemory;

/** What a run of the document would take, `samples` being those of both parts of the data; null while it cannot run. */
export function useMemoryEstimate(samples: number): MemoryEstimate | null {
  const doc = useExperiment();
  const { problems } = useExamination();
  return problems.length ? null : memoryEstimate(doc, samples);
}

/** `244 MB`, and what it is made of. */
export function MemoryFigure({ estimate }: { readonly estimate: MemoryEstimate | null }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const largest = estimate && [...estimate.parts].sort((a, b) => b.bytes - a.bytes).slice(0, 2);
  return (
    <Figure
      label={t("memory")}
      value={estimate ? showBytes(estimate.total) : "–"}
      note={largest?.map(({ label, bytes }) => `${say(label)} ${showBytes(bytes)}`).join(", ")}
    />
  );
}

/** Says beforehand what may end in a crash, and what helps. */
export function MemoryNote({ estimate }: { readonly estimate: MemoryEstimate | null }) {
  const { t } = useTranslation("fit");
  const say = useText();
  if (!estimate) return null;
  const verdict = verdictOn(estimate, deviceMemory());
  if (verdict === "fine") return null;
  return (
    <Note tone={verdict === "tight" ? "warn" : "bad"} title={t(verdict === "tight" ? "memoryTight" : "memoryTooMuch", { size: showBytes(estimate.total) })}>
      <p>{t("memoryHelp")}</p>
      <ul className={styles.changes}>
        {estimate.parts.map(({ label, bytes }) => (
          <li key={label.en} className={styles.sum}>
            {say(label)}: {showBytes(bytes)}
          </li>
        ))}
      </ul>
    </Note>
  );
}
