import { describe, expect, it } from "vitest";
import type { Value } from "../../../layers/lower";
import { random } from "../../../random/random";
import { sizeOf, type Shape } from "../../../schema";
import { kernelModule, startKernels } from "./kernels";
import { Arena } from "./memory";
import { Program } from "./program";
import { Pieces, Tape, type Slot } from "./tape";

const samples = 3;

/** An operation on a value, with weights of the layer by name. */
type Operation = (tape: Tape, x: Value) => Value;

interface Case {
  readonly input: Shape;
  readonly weights: Readonly<Record<string, Shape>>;
  readonly operation: Operation;
}

const same = [0, 1] as const;

/**
 * Applies an operation twice to one value, with the same weights, and hands a gradient of its own to the results of the
 * `uses` that are named. Gives the gradients of the operation's weights, and that of the value as its kernel sees it.
 */
async function gradients({ input, weights, operation }: Case, uses: readonly number[]) {
  const arena = new Arena(false);
  const kernels = await startKernels(await kernelModule(false, false), arena.memory);
  const [control, scratch, at] = [arena.take(64), arena.take(kernels.scratchBytes()), arena.take(4 * samples * sizeOf(input))];
  const source = random(11);
  const filled = (shape: Shape): number => {
    const place = arena.take(4 * sizeOf(shape));
    arena.floats(place, sizeOf(shape)).set(Float32Array.from({ length: sizeOf(shape) }, () => source.normal()));
    return place;
  };
  const slot = (name: string, shape: Shape): Slot => ({ name, shape, at: filled(shape), gradient: arena.take(4 * sizeOf(shape)) });
  arena.floats(at, samples * sizeOf(input)).set(Float32Array.from({ length: samples * sizeOf(input) }, () => source.normal()));
  const before = slot("kernel", [input.at(-1)!, input.at(-1)!]);
  const slots = Object.entries(weights).map(([name, shape]) => slot(name, shape));
  const dropout = arena.take(16);
  arena.words(dropout, 4).set([1, 2, 3, 4]);

  const program = new Program();
  const tape = new Tape(program, new Pieces(arena), { n: samples, most: samples }, { training: true, dropping: true });
  tape.enter("before", [before], dropout);
  const x = tape.product(tape.input(input, at), tape.weight("kernel"));
  tape.enter("layer", slots, dropout);
  const results = same.map(() => operation(tape, x));
  for (const use of uses) {
    const { gradient } = tape.compared(results[use]!);
    const size = samples * sizeOf(results[use]!.shape);
    const own = random(20 + use);
    // What is seeded is there before the program runs: nothing in it writes the gradient of its last values.
    arena.floats(gradient, size).set(Float32Array.from({ length: size }, () => own.normal()));
  }
  tape.backward();
  const records = program.write(arena);
  kernels.run(records, program.length, 0, 1, control, scratch);
  return [before, ...slots].filter(({ name }) => !name.startsWith("moving")).map(({ gradient, shape }) => Array.from(arena.floats(gradient, sizeOf(shape))));
}

const cases: Readonly<Record<string, Case>> = {
  product: { input: [4], weights: { w: [4, 5] }, operation: (tape, x) => tape.product(x, tape.weight("w")) },
  "activation with a bias": { input: [5], weights: { b: [5] }, operation: (tape, x) => tape.activation(x, "tanh", tape.weight("b")) },
  softmax: { input: [5], weights: {}, operation: (tape, x) => tape.activation(x, "softmax") },
  convolution: { input: [4, 4, 2], weights: { w: [3, 3, 2, 3] }, operation: (tape, x) => tape.convolution(x, tape.weight("w"), [1, 1], "same") },
  "max pooling": { input: [4, 4, 2], weights: {}, operation: (tape, x) => tape.maxPooling(x, [2, 2], [2, 2], "valid") },
  "batch normalization": {
    input: [5],
    weights: { g: [5], b: [5], moving_mean: [5], moving_variance: [5] },
    operation: (tape, x) =>
      tape.batchNormalization(x, { gamma: tape.weight("g"), beta: tape.weight("b"), mean: tape.weight("moving_mean"), variance: tape.weight("moving_variance") }, 0.9, 1e-3),
  },
  dropout: { input: [6], weights: {}, operation: (tape, x) => tape.dropout(x, 0.5) },
  "reshape and product": { input: [2, 2], weights: { w: [4, 3] }, operation: (tape, x) => tape.product(tape.reshape(x, [4]), tape.weight("w")) },
};

describe("a value and its weights that are used twice get the sum of both gradients", () => {
  it.each(Object.entries(cases))("%s", async (_name, setting) => {
    const [both, first, second] = await Promise.all([gradients(setting, [0, 1]), gradients(setting, [0]), gradients(setting, [1])]);
    expect(both.flat().some((value) => value !== 0)).toBe(true);
    both.forEach((list, weight) =>
      list.forEach((value, i) => {
        const [a, b] = [first[weight]![i]!, second[weight]![i]!];
        expect(Math.abs(value - (a + b))).toBeLessThan(1e-4 * Math.max(1, Math.abs(a) + Math.abs(b)));
      }),
    );
    // Neither is the whole.
    for (const one of [first, second]) expect(one.flat().some((value, i) => Math.abs(value - both.flat()[i]!) > 1e-3)).toBe(true);
  });

  it("a chain through one weight: y = w·(w·x) has the slope 2·w·x", async () => {
    const arena = new Arena(false);
    const kernels = await startKernels(await kernelModule(false, false), arena.memory);
    const [control, scratch, input] = [arena.take(64), arena.take(kernels.scratchBytes()), arena.take(4)];
    const w: Slot = { name: "w", shape: [1, 1], at: arena.take(4), gradient: arena.take(4) };
    arena.floats(input, 1).set([3]);
    arena.floats(w.at, 1).set([2]);
    const program = new Program();
    const tape = new Tape(program, new Pieces(arena), { n: 1, most: 1 }, { training: true, dropping: false });
    tape.enter("layer", [w], 0);
    const y = tape.product(tape.product(tape.input([1], input), tape.weight("w")), tape.weight("w"));
    arena.floats(tape.compared(y).gradient, 1).set([1]);
    tape.backward();
    kernels.run(program.write(arena), program.length, 0, 1, control, scratch);
    expect(arena.floats(tape.place(y), 1)[0]).toBe(12);
    expect(arena.floats(w.gradient, 1)[0]).toBe(12);
  });
});
