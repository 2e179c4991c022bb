import type * as tfjs from "@tensorflow/tfjs";
import type { Tf } from "./define";

/** What an optimizer remembers for one weight: tensors of the weight's shape, by name. */
export type Slots = Readonly<Record<string, tfjs.Tensor>>;

/** An update rule as its paper writes it, for one weight. Runs inside a tidy, so that what lies between is freed. */
export interface UpdateRule {
  /** What is remembered for every weight, with the value that all its entries have at first. */
  readonly slots: Readonly<Record<string, number>>;
  /** `step` counts from 1. */
  update(weight: tfjs.Tensor, gradient: tfjs.Tensor, slots: Slots, rate: number, step: number): { readonly weight: tfjs.Tensor; readonly slots: Slots };
}

/** An optimizer whose learning rate may be changed between steps, and whose memory can be put aside and back. */
export interface SteppingOptimizer extends tfjs.Optimizer {
  learningRate: number;
  /** Steps taken so far. */
  steps: number;
  /** What is remembered for a weight, in the order of the rule's slots; the tensors stay the optimizer's. */
  slots(weight: tfjs.Variable): readonly tfjs.Variable[];
}

/**
 * A tfjs optimizer that follows a rule. tfjs's own differ from Keras in places: Adam's epsilon stands elsewhere,
 * Adadelta divides by the average before the step, centred RMSprop subtracts epsilon and can take the root of a negative.
 */
export function followRule(tf: Tf, learningRate: number, rule: UpdateRule): SteppingOptimizer {
  const names = Object.keys(rule.slots);
  class RuleOptimizer extends tf.Optimizer implements SteppingOptimizer {
    static className = "RuleOptimizer";
    learningRate = learningRate;
    readonly #slots = new Map<string, Readonly<Record<string, tfjs.Variable>>>();

    applyGradients(gradients: Parameters<tfjs.Optimizer["applyGradients"]>[0]): void {
      const named = Array.isArray(gradients) ? gradients : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
      const step = this.iterations + 1;
      for (const { name, tensor } of named) {
        const weight = tf.engine().registeredVariables[name];
        if (!weight) throw new Error(`there is no variable ${name}`);
        const slots = this.#slotsOf(weight);
        tf.tidy(() => {
          const next = rule.update(weight, tensor, slots, this.learningRate, step);
          weight.assign(next.weight);
          for (const slot of names) {
            // A rule hands back what it left as it was, and a variable must not be assigned to itself.
            if (next.slots[slot] !== slots[slot]) slots[slot]!.assign(next.slots[slot]!);
          }
        });
      }
      this.incrementIterations();
    }

    #slotsOf(weight: tfjs.Variable): Readonly<Record<string, tfjs.Variable>> {
      let slots = this.#slots.get(weight.name);
      if (!slots) {
        slots = Object.fromEntries(names.map((slot) => [slot, tf.tidy(() => tf.variable(tf.fill(weight.shape, rule.slots[slot]!), false))]));
        this.#slots.set(weight.name, slots);
      }
      return slots;
    }

    get steps(): number {
      return this.iterations;
    }

    set steps(taken: number) {
      this.iterations_ = taken;
    }

    slots(weight: tfjs.Variable): readonly tfjs.Variable[] {
      const slots = this.#slotsOf(weight);
      return names.map((name) => slots[name]!);
    }

    override dispose(): void {
      for (const slots of this.#slots.values()) tf.dispose(Object.values(slots));
      this.#slots.clear();
    }

    getConfig(): tfjs.serialization.ConfigDict {
      return { learningRate: this.learningRate };
    }
  }
  return new RuleOptimizer();
}
