import type { Diagnosis } from "../../../evaluation/diagnosis";
import { text, type Text } from "../../../schema";

/** The loss is no number any more. */
export class Diverged extends Error {
  readonly diagnosis: Diagnosis;

  constructor(diagnosis: Diagnosis) {
    super(diagnosis.message.en);
    this.diagnosis = diagnosis;
  }

  /** What happened, and which weights are back: those of the end of an epoch (from 0), or the ones at the beginning. */
  explain(place: { readonly epoch: number } | null): Text {
    const { en, zh } = this.diagnosis.message;
    return place
      ? text(`${en} The weights of the end of epoch ${place.epoch + 1}, the last good ones, are back in place.`, `${zh}已恢复到最后一组有效的权重，即第 ${place.epoch + 1} 轮结束时的权重。`)
      : text(`${en} The weights are those that the run began with.`, `${zh}权重已恢复到训练开始时的状态。`);
  }
}

/** The device was taken away in mid-run. */
export class Interrupted extends Error {
  readonly text: Text = text(
    "The graphics card was taken away from this page, and the run was cut off.",
    "本页失去了对图形处理器的使用，训练被中断。",
  );

  constructor() {
    super("the device was lost");
  }
}
