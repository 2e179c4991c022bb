import { Search } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { rateAdvice, smoothed } from "../../evaluation/rateSearch";
import { edits } from "../../experiment";
import type { OptimizerSpec } from "../../compile";
import { useNumber, useText, useTranslation } from "../../i18n";
import { Refusal, text, type Text } from "../../schema";
import { useApp, useExperiment } from "../../store";
import type { RateSearch } from "../../training/protocol";
import { Button, Dialog, Note, Progress } from "../../ui";
import { SeriesChart } from "../../ui/charts";
import { useExamination } from "../useExamination";
import styles from "./Compile.module.css";

/** Finds a learning rate that suits the network, before a run uses it. */
export function RateFinder() {
  const { t } = useTranslation("compile");
  const [open, setOpen] = useState(false);
  const ready = useApp((state) => state.data.status === "ready");
  const live = useApp(({ runs }) => runs.some(({ status }) => status !== "ended"));
  const { problems } = useExamination();
  const able = ready && !live && problems.length === 0;
  return (
    <>
      <Button className={styles.finder} icon={<Search aria-hidden="true" />} disabled={!able} onClick={() => setOpen(true)}>
        {t("findRate")}
      </Button>
      <Dialog title={t("findRateTitle")} open={open} onOpenChange={setOpen} wide>
        {open && <Finding onDone={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}

type State =
  | { readonly status: "searching"; readonly part: number }
  | { readonly status: "found"; readonly search: RateSearch }
  | { readonly status: "failed"; readonly message: Text };

/** One search, from the opening of the dialog on; closing it cancels. */
function useSearch(): State {
  const doc = useExperiment();
  const ask = useApp((state) => state.ask);
  const [state, setState] = useState<State>({ status: "searching", part: 0 });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    ask("findRate", { experiment: doc }, { signal, onProgress: (part) => setState({ status: "searching", part }) }).then(
      (search) => setState({ status: "found", search }),
      (thrown: unknown) => {
        if (!signal.aborted) setState({ status: "failed", message: thrown instanceof Refusal ? thrown.text : text(String(thrown), String(thrown)) });
      },
    );
    return () => controller.abort();
  }, [doc, ask]);
  return state;
}

function Finding({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation("compile");
  const say = useText();
  const state = useSearch();
  if (state.status === "failed") return <Note tone="bad">{say(state.message)}</Note>;
  return (
    <div className={styles.finding}>
      <p className={styles.help}>{t("findRateHelp")}</p>
      {state.status === "searching" ? <Progress part={state.part} label={t("findingRate")} /> : <Found search={state.search} onDone={onDone} />}
    </div>
  );
}

function Found({ search, onDone }: { readonly search: RateSearch; readonly onDone: () => void }) {
  const { t } = useTranslation("compile");
  const number = useNumber();
  const edit = useApp((state) => state.edit);
  const rates = useMemo(() => [...search.rates], [search]);
  const smooth = useMemo(() => smoothed([...search.losses]), [search]);
  const advice = useMemo(() => rateAdvice(rates, [...search.losses]), [rates, search]);
  const present = useExperiment().compile.optimizer.values.learning_rate;
  const show = (rate: number): string => number(rate, { maximumSignificantDigits: 2, maximumFractionDigits: 10 });
  const series = useMemo(
    () => [{ id: "loss", name: t("loss"), color: "var(--train)", points: rates.map((x, i) => ({ x, y: smooth[i]! })) }],
    [rates, smooth, t],
  );
  const words = advice === null ? t("noRate") : t("rateFound", { lowest: show(advice.lowest), rate: show(advice.rate) });
  const marks = useMemo(
    () => [
      ...(advice ? [{ x: advice.rate, name: t("suggested"), strong: true }] : []),
      { x: present, name: t("presentRate") },
    ],
    [advice, present, t],
  );
  const use = (rate: number): void => {
    edit((doc) => {
      const { optimizer } = doc.compile;
      return edits.setCompile(doc, { optimizer: { ...optimizer, values: { ...optimizer.values, learning_rate: rate } } as OptimizerSpec });
    });
    onDone();
  };
  return (
    <>
      <SeriesChart
        title={t("lossByRate")}
        summary={words}
        series={series}
        marks={marks}
        xDomain={[rates[0] ?? 1e-6, rates.at(-1) ?? 10]}
        logX
        showX={(rate) => t("atRate", { rate: show(rate) })}
        showY={(loss) => number(loss, { maximumFractionDigits: 4 })}
        growing={false}
        empty={t("noRate")}
        broken={t("noRate")}
      />
      <div className={styles.suggestion} role="status">
        <p>{words}</p>
        {advice !== null && (
          <Button tone="primary" onClick={() => use(advice.rate)}>
            {t("useRate", { rate: show(advice.rate) })}
          </Button>
        )}
      </div>
    </>
  );
}
