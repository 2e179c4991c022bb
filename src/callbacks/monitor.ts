import { betterOf, figureNames } from "../compile";
import { choice, text } from "../schema";

type Mode = "auto" | "min" | "max";

/** What every callback that watches a figure asks for, under Keras's names. */
export const monitorFields = {
  monitor: choice({ default: "val_loss", options: figureNames(), help: text("The metric that is monitored.", "被监视的指标。") }),
  mode: choice({
    default: "auto",
    options: [
      { value: "auto", help: text("The direction of the metric: a loss should fall, accuracy should rise.", "由指标决定：损失应下降，准确率应上升。") },
      { value: "min", help: text("The metric should fall.", "指标应下降。") },
      { value: "max", help: text("The metric should rise.", "指标应上升。") },
    ],
    help: text("Which direction is better.", "哪个方向更好。"),
  }),
};

/** In mode auto the figure's own direction counts, as in Keras. */
const rises = (mode: Mode, monitor: string): boolean => mode === "max" || (mode === "auto" && betterOf(monitor) === "larger");

/**
 * Whether `value` is better than the best one so far by more than `minDelta`; the first one always is. What is not a finite
 * number is never better. Source: Keras callbacks/monitor_callback.py.
 */
export function improves({ monitor, mode }: { readonly monitor: string; readonly mode: Mode }, value: number, best: number | null, minDelta = 0): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null) return true;
  return (rises(mode, monitor) ? value - best : best - value) > minDelta;
}
