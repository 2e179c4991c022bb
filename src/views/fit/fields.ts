import { boolean, integer, number, text } from "../../schema";

/** Parameters of fit under Keras's names. The ranges are those of the document's reader. */
export const fitFields = {
  epochs: integer({
    default: 10,
    min: 1,
    max: 100_000,
    help: text("How many times the run goes through all training data.", "把全部训练数据完整过多少遍。"),
  }),
  batch_size: integer({
    default: 32,
    min: 1,
    max: 65_536,
    help: text("Samples per step: the weights are changed once for each batch.", "每一步所用的样本数：每处理一批更新一次权重。"),
  }),
  shuffle: boolean({
    default: true,
    help: text("Shuffles the training samples before every epoch.", "每轮开始前重新打乱训练样本。"),
  }),
};

export const seedField = {
  seed: integer({
    default: 0,
    min: 0,
    max: 4_294_967_295,
    help: text(
      "Determines the initial weights, the shuffling, the dropout masks and the drawn data. The same seed gives the same run.",
      "初始权重、打乱顺序、Dropout 掩码和生成的数据都由它决定：种子相同，训练过程就相同。",
    ),
  }),
};

export const splitField = {
  validation_split: number({
    default: 0.2,
    min: 0.01,
    max: 0.9,
    step: 0.01,
    help: text("The fraction at the end of the training data that is used for validation, not for training.", "训练数据末尾用于验证、不参与训练的比例。"),
  }),
};
