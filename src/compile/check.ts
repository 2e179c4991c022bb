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
  if (!refused.length) {
    const { output, target, oneHot, classes, activation } = setting;
    const single = output.at(-1) === 1;
    if (!sameShape(output, target)) refused.push(problem(["layers"], mismatch(setting)));
    // Whatever the loss: against labels that are numbers there is one output, and it is split at one place.
    else if (single && !oneHot && classes > 2) refused.push(problem(path, tooFewOutputs(classes)));
    // eˣ divided by the sum of the one eˣ that there is.
    else if (single && activation === "softmax") refused.push(problem(["layers"], alwaysOne));
  }
  const advice = losses.get(loss).advise(setting).map((message) => problem(path, message));
  return { refused, advice: refused.length ? [] : advice };
}

const tooFewOutputs = (classes: number) =>
  text(
    `one output can tell only two classes apart, but the data have ${classes}; use one-hot labels and ${classes} units`,
    `一个输出只能区分两个类别，而数据有 ${classes} 个；请使用独热编码和 ${classes} 个神经元`,
  );

const alwaysOne = text(
  "with softmax a single output is always 1, so the model cannot learn; use sigmoid (tanh for hinge), or one-hot labels and one unit per class",
  "只有一个输出时，softmax 的结果恒为 1，模型无法学习；请改用 sigmoid（配合 hinge 时用 tanh），或使用独热编码并为每个类别设一个神经元",
);

function mismatch({ output, target, oneHot, classes }: LossSetting) {
  const [gives, wants] = [showShape(output), showShape(target)];
  if (oneHot && output.length === 1) {
    return text(
      `the last layer gives ${output[0]} outputs, but the one-hot labels need ${classes}, one per class`,
      `最后一层有 ${output[0]} 个输出，而独热标签需要 ${classes} 个，每个类别一个`,
    );
  }
  if (!oneHot && output.length === 1) {
    return text(
      `the last layer gives ${output[0]} outputs, but each label is one number; use 1 unit, or add “One-hot labels” in Preprocess`,
      `最后一层有 ${output[0]} 个输出，而每个标签只是一个数；请改用 1 个神经元，或在“预处理”中加入“标签独热编码”`,
    );
  }
  return text(
    `the output of the model is ${gives}, but the labels are ${wants}`,
    `模型的输出为 ${gives}，而标签为 ${wants}`,
  );
}
