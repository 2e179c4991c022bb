import type { Diagnosis } from "../../../evaluation/diagnosis";
import { text, type Text } from "../../../schema";
import type { Place } from "./lastGood";

/** The loss is no number any more. */
export class Diverged extends Error {
  readonly diagnosis: Diagnosis;

  constructor(diagnosis: Diagnosis) {
    super(diagnosis.message.en);
    this.diagnosis = diagnosis;
  }

  /** What happened, and which weights are back. */
  explain(place: Place): Text {
    const { en, zh } = this.diagnosis.message;
    const back = (where: string, wo: string): Text =>
      text(`${en} The weights of ${where}, the last good ones, are back in place.`, `${zh}已恢复到最后一组有效的权重，即${wo}的权重。`);
    if (place?.step !== undefined) return back(`epoch ${place.epoch + 1}, step ${place.step}`, `第 ${place.epoch + 1} 轮第 ${place.step} 步之后`);
    return place
      ? back(`the end of epoch ${place.epoch + 1}`, `第 ${place.epoch + 1} 轮结束时`)
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
