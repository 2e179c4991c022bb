import { ChevronsRight, RotateCcw, StepForward } from "lucide-react";
import { useText, useTranslation } from "../../i18n";
import type { Run } from "../../runs";
import { beganFrom, useApp } from "../../store";
import type { Until } from "../../training/protocol";
import { Button, Tooltip } from "../../ui";
import { useExamination } from "../useExamination";

/** One batch or one epoch at a time, of the paused run or of a new one, to look at what a single step does. */
export function StepButtons({ live }: { readonly live: Run | undefined }) {
  const { t } = useTranslation("fit");
  const ready = useApp((state) => state.data.status === "ready");
  const { problems } = useExamination();
  const advance = useApp((state) => state.advance);
  const able = live ? live.status === "paused" : ready && problems.length === 0;
  const button = (until: Until, icon: typeof StepForward, label: string, help: string) => {
    const Icon = icon;
    return (
      // Not `disabled`: the focus stays while a step is taken, so that a key can be pressed again and again.
      <Tooltip text={help}>
        <Button icon={<Icon aria-hidden="true" />} aria-disabled={!able} aria-description={help} onClick={() => able && advance(until)}>
          {label}
        </Button>
      </Tooltip>
    );
  };
  return (
    <>
      {button("batch", StepForward, t("oneBatch"), t("oneBatchHelp"))}
      {button("epoch", ChevronsRight, t("oneEpoch"), t("oneEpochHelp"))}
    </>
  );
}

/**
 * Back to what the run began with: the untrained network, whose next run begins with the very same weights, or the model
 * that it went on from. The run stays in the list.
 */
export function ResetButton({ shown }: { readonly shown: Run | undefined }) {
  const { t } = useTranslation("fit");
  const say = useText();
  const reset = useApp((state) => state.reset);
  const from = useApp(({ models }) => shown && beganFrom(shown, models));
  const help = from ? t("resetTo", { model: say(from.title) }) : t("resetHelp");
  return (
    <Tooltip text={help}>
      <Button icon={<RotateCcw aria-hidden="true" />} aria-disabled={!shown} aria-description={help} onClick={() => shown && reset()}>
        {t("reset")}
      </Button>
    </Tooltip>
  );
}
