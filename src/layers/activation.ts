import { ok, sizeOf, text } from "../schema";
import { activationField } from "./activations";
import { defineLayer } from "./define";
import { readActivation, tfjsActivation } from "./kerasValues";

export const activation = defineLayer({
  kind: "Activation",
  family: "core",
  help: text(
    "Applies an activation function to every value. Without activation functions, several layers can do no more than one.",
    "对每个值应用激活函数。没有激活函数，多层网络只相当于单层。",
  ),
  fields: { activation: activationField("relu", text("The function.", "所用的函数。")) },
  outputShape: (_values, input) => ok(input),
  weights: () => [],
  flops: (_values, _input, output) => sizeOf(output),
  build: (tf, values, { name }) => tf.layers.activation({ name, activation: tfjsActivation(values.activation) as "relu" }),
  lower: (values, engine, input) => engine.activation(input, values.activation),
  outputActivation: (values) => values.activation,
  withoutActivation: () => ({ activation: "linear" }),
  passesOn: (values) => values.activation === "linear",
  keras: {
    toConfig: (values) => ({ ...values }),
    fromConfig: (config) => ok({ activation: readActivation(config.activation) ?? "linear" }),
  },
  brief: (values) => values.activation,
});
