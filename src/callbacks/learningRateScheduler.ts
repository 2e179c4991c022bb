import { choice, integer, number, text } from "../schema";
import { defineCallback } from "./define";

interface Decay {
  readonly step_epochs: number;
  readonly step_factor: number;
  readonly decay_rate: number;
  readonly alpha: number;
}

/**
 * The share of the learning rate in an epoch (from 0) of `epochs`. Sources: Keras's
 * optimizers/schedules/learning_rate_schedule.py, ExponentialDecay (step: with `staircase`) and CosineDecay, with epochs for
 * its steps.
 */
const shares = {
  constant: () => 1,
  step: ({ step_epochs, step_factor }: Decay, epoch: number) => step_factor ** Math.floor(epoch / step_epochs),
  exponential: ({ decay_rate }: Decay, epoch: number) => decay_rate ** epoch,
  cosine({ alpha }: Decay, epoch: number, epochs: number) {
    // The last epoch is the end of the way; a single one is its beginning.
    const way = epochs > 1 ? Math.min(1, epoch / (epochs - 1)) : 0;
    return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * way)) + alpha;
  },
};

const briefs = {
  constant: text("constant learning rate", "学习率恒定"),
  step: text("learning rate in steps", "学习率阶梯衰减"),
  exponential: text("learning rate falls exponentially", "学习率指数衰减"),
  cosine: text("learning rate falls along a cosine", "学习率余弦衰减"),
};

/** What each schedule reads. */
const parameters = {
  constant: [],
  step: ["step_epochs", "step_factor"],
  exponential: ["decay_rate"],
  cosine: ["alpha"],
} as const;

const own = Object.values(parameters).flat();

export const learningRateScheduler = defineCallback({
  kind: "LearningRateScheduler",
  title: text("Learning-rate schedule", "学习率计划"),
  help: text(
    "Sets the learning rate before every epoch: the learning rate of Compile, times a factor from this schedule.",
    "在每一轮之前设定学习率：按这里选定的计划，取“编译”中学习率的一定比例。",
  ),
  steersRate: true,
  brief: ({ schedule, warmup_epochs: n }) =>
    n === 0 ? briefs[schedule] : text(`${briefs[schedule].en}, warm-up ${n}`, `${briefs[schedule].zh}，预热 ${n} 轮`),
  fields: {
    schedule: choice({
      default: "cosine",
      options: [
        { value: "constant", help: text("Stays the same. Use it for a warm-up alone.", "保持不变：只用于预热。") },
        { value: "step", help: text("Stays the same for some epochs, then drops, and so on.", "每隔若干轮骤降一次。") },
        { value: "exponential", help: text("Falls by the same factor from each epoch to the next.", "每一轮都按同一比例下降。") },
        { value: "cosine", help: text("Falls slowly, then fast, then slowly again, down to the last planned epoch.", "先慢、后快、再慢地下降，直到计划的最后一轮。") },
      ],
      help: text("How the learning rate changes.", "学习率如何变化。"),
    }),
    step_epochs: integer({ default: 10, min: 1, max: 1000, help: text("Epochs between two drops.", "两次下降之间的轮数。") }),
    step_factor: number({ default: 0.5, min: 0.01, max: 1, step: 0.01, help: text("What the learning rate is multiplied by at each drop.", "每次下降时学习率乘以该数。") }),
    decay_rate: number({ default: 0.95, min: 0.01, max: 1, step: 0.01, help: text("What the learning rate is multiplied by from each epoch to the next.", "每过一轮学习率乘以该数。") }),
    alpha: number({
      default: 0.01,
      min: 0,
      max: 1,
      step: 0.01,
      help: text("The learning rate of the last epoch, as a fraction of the full one. At 0 the last epoch changes nothing.", "最后一轮所剩学习率的比例；为 0 时最后一轮不会改变任何权重。"),
    }),
    warmup_epochs: integer({
      default: 0,
      min: 0,
      max: 1000,
      help: text(
        "Number of epochs at the beginning in which the learning rate rises evenly to its full value. The schedule starts after them.",
        "开头的若干轮中学习率均匀上升，在其后一轮达到完整值，计划从那时开始。",
      ),
    }),
  },
  idle: ({ schedule }) => own.filter((name) => !(parameters[schedule] as readonly string[]).includes(name)),
  start: (): null => null,
  epochBegin(values, state, { epoch, epochs }) {
    const { schedule, warmup_epochs } = values;
    // Begun at 0, as Keras's warm-up is, the first epoch would change nothing.
    const rateFactor =
      epoch < warmup_epochs ? (epoch + 1) / (warmup_epochs + 1) : shares[schedule](values, epoch - warmup_epochs, epochs - warmup_epochs);
    return [state, { rateFactor }];
  },
  epochEnd: (_values, state) => [state, {}],
  trainEnd: () => ({}),
});
