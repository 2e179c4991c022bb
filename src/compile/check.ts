import { problem, sameShape, showShape, text, type Problem } from "../schema";
import type { LossName } from "./losses";
import { losses } from "./losses";
import type { LossSetting } from "./losses/define";

/** What compile needs to know of the rest. */
export interface CompileCheck {
  readonly refused: readonly Problem[];
  readonly advice: readonly Problem[];
}

/** Names combinations of output, labels and loss that cannot work, before anything is trained. */
export function checkCompile(loss: LossName, setting: LossSetting): CompileCheck {
  const path = ["compile", "loss"] as const;
  const refused: Problem[] = losses.get(loss).refuse(setting).map((message) => problem(path, message));
  if (!refused.length && !sameShape(setting.output, setting.target)) refused.push(problem(["layers"], mismatch(setting)));
  const advice = losses.get(loss).advise(setting).map((message) => problem(path, message));
  return { refused, advice: refused.length ? [] : advice };
}

function mismatch({ output, target, oneHot, classes }: LossSetting) {
  const [gives, wants] = [showShape(output), showShape(target)];
  if (oneHot && output.length === 1) {
    return text(
      `the last layer gives ${output[0]} outputs, the one-hot labels have ${classes} classes; set its units to ${classes}`,
      `最后一层有 ${output[0]} 个输出，而独热标签有 ${classes} 个类别；请把神经元数设为 ${classes}`,
    );
  }
  if (!oneHot && output.length === 1) {
    return text(
      `the last layer gives ${output[0]} outputs, the labels are one number; add “One-hot labels” in Preprocess, or use 1 unit`,
      `最后一层有 ${output[0]} 个输出，而标签只是一个数；请在“预处理”中加入“标签独热编码”，或只用 1 个神经元`,
    );
  }
  return text(
    `the model gives ${gives}, the labels are ${wants}; end with Flatten and Dense`,
    `模型输出 ${gives}，而标签为 ${wants}；请以 Flatten 和 Dense 结尾`,
  );
}
